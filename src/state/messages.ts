/** What the page has to tell: errors, warnings and notes, newest last; one of a topic replaces the one before it. */

export type MessageKind = 'error' | 'warning' | 'note';
export type MessageTopic = 'picture' | 'model' | 'kept' | 'link' | 'lesson' | 'engine' | 'backend' | 'run' | 'layers' | 'foreground' | 'export' | 'record' | 'part' | 'update';

export interface Message {
  readonly id: number;
  readonly kind: MessageKind;
  readonly topic: MessageTopic;
  /** One or more sentences, each shown as its own line. */
  readonly lines: readonly string[];
  /** What can be done about it at once. */
  readonly action?: MessageAction;
}

export interface MessageAction {
  readonly label: string;
  act(): void;
}

let nextMessageId = 1;

export function withMessage(
  messages: readonly Message[],
  kind: MessageKind,
  topic: MessageTopic,
  lines: readonly string[],
  action?: MessageAction,
): readonly Message[] {
  return [...withoutTopic(messages, topic), { id: nextMessageId++, kind, topic, lines, ...(action && { action }) }];
}

export function withoutTopic(messages: readonly Message[], topic: MessageTopic): readonly Message[] {
  return messages.some((message) => message.topic === topic)
    ? messages.filter((message) => message.topic !== topic)
    : messages;
}
