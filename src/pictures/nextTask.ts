/**
 * Lets the browser handle input and paint before going on. A message, because timers are clamped to 4 ms and slowed
 * to once a second in a background tab.
 */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
