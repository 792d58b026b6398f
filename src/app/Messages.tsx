import { dismissMessage, useApp } from '../state/store';
import { Icon } from '../ui/Icon';
import { texts } from '../ui/texts';

/** Above the table, not over it: what was computed stays in sight. */
export function Messages() {
  const messages = useApp((state) => state.messages);
  return (
    <div className="messages">
      {messages.map((message) => (
        <div
          key={message.id}
          className={`message is-${message.kind}`}
          data-testid="message"
          data-topic={message.topic}
          role={message.kind === 'note' ? 'status' : 'alert'}
        >
          <Icon name={message.kind === 'error' ? 'alert' : 'info'} />
          <div className="message-lines">
            <span className="visually-hidden">{texts.messageKinds[message.kind]}: </span>
            {message.lines.map((line, i) => (
              <p key={i}>{line}</p>
            ))}
          </div>
          <button type="button" className="tool" aria-label={texts.dismiss} data-testid="dismiss" onClick={() => dismissMessage(message.id)}>
            <Icon name="close" />
          </button>
        </div>
      ))}
    </div>
  );
}
