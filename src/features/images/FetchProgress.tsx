import { stopPictureFetch, usePictureFetch } from '../../state/pictureFetch';
import { fetchedText, pictureTexts as texts } from '../../ui/textsPictures';

/** While a picture is on its way from an address: how much of it has come, and a way to stop it. */
export function FetchProgress() {
  const fetch = usePictureFetch((state) => state.fetch);
  if (!fetch) return null;
  const { name, address, receivedBytes, totalBytes } = fetch;
  return (
    <div className="fetching" data-testid="picture-fetch">
      <p className="fetching-words" title={address}>
        {texts.fetching} <span className="source-name">{name}</span>
      </p>
      <progress
        aria-label={`${texts.fetching} ${name}`}
        {...(totalBytes === null ? {} : { max: totalBytes, value: receivedBytes })}
      />
      <span className="fetching-bytes" data-testid="picture-fetch-bytes">
        {fetchedText(receivedBytes, totalBytes)}
      </span>
      <button type="button" className="quiet" data-testid="picture-fetch-stop" onClick={stopPictureFetch}>
        {texts.stopFetch}
      </button>
    </div>
  );
}
