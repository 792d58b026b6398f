import { dismissMessage, useApp } from '../state/store';
import { Icon } from '../ui/Icon';
import { texts } from '../ui/texts';

/** Above the table, not over it: what was computed stays in sight. */
export function Messages() {
  const messages = useApp((state) => state.messages);
  return (
    <div className="messages" aria-live="polite" aria-relevant="additions">
      {messages.map((message) => (
        <div
          key={message.id}
          className={`message is-${message.kind}`}
          data-testid="message"
          data-topic={message.topic}
          // The others are read out by the region that they come into, once what is being said has been said.
          role={message.kind === 'error' ? 'alert' : undefined}
        >
          <Icon name={message.kind === 'error' ? 'alert' : 'info'} />
          <div className="message-lines">
            <span className="visually-hidden">{texts.messageKinds[message.kind]}: </span>
            {message.lines.map((line, i) => (
              <p key={i}>{line}</p>
            ))}
          </div>
          {message.action && (
            <button type="button" className="quiet-action" data-testid="message-action" onClick={message.action.act}>
              {message.action.label}
            </button>
          )}
          <button type="button" className="tool" aria-label={texts.dismiss} data-testid="dismiss" onClick={() => dismissMessage(message.id)}>
            <Icon name="close" />
          </button>
        </div>
      ))}
    </div>
  );
}
