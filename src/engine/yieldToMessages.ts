/**
 * Lets waiting messages (a cancel, say) be handled before the next step: a macrotask, since promises alone would starve
 * them, and no timer, since nested ones are held back by 4 ms.
 */
const channel = new MessageChannel();
const waiting: (() => void)[] = [];
channel.port1.onmessage = () => waiting.shift()?.();

export function yieldToMessages(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    channel.port2.postMessage(null);
  });
}
