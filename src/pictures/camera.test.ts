import { afterEach, describe, expect, it, vi } from 'vitest';
import { openCamera } from './camera';

function stub(getUserMedia: () => Promise<unknown>, enumerateDevices: () => Promise<unknown> = () => Promise.resolve([])): void {
  vi.stubGlobal('isSecureContext', true);
  vi.stubGlobal('navigator', { mediaDevices: { getUserMedia, enumerateDevices } });
}

const named = (name: string) => Object.assign(new Error('no'), { name });

describe('openCamera', () => {
  afterEach(() => vi.unstubAllGlobals());

  it.each([
    ['NotAllowedError', 'denied', /refused.*address bar/],
    ['SecurityError', 'denied', /refused/],
    ['NotFoundError', 'none', /No camera was found.*drop/],
    ['NotReadableError', 'in-use', /another program/],
    ['OverconstrainedError', 'gone', /no longer there/],
    ['TypeError', 'failed', /no picture.*\(no\)/],
  ])('says %s in words', async (name, code, said) => {
    stub(() => Promise.reject(named(name)));
    await expect(openCamera(null)).rejects.toMatchObject({ code, message: expect.stringMatching(said) as string });
  });

  it('says that a page which did not come securely gets none', async () => {
    stub(() => Promise.reject(named('never asked')));
    vi.stubGlobal('isSecureContext', false);
    await expect(openCamera(null)).rejects.toMatchObject({ code: 'insecure', message: expect.stringMatching(/https/) as string });
    vi.stubGlobal('isSecureContext', true);
    vi.stubGlobal('navigator', {});
    await expect(openCamera(null)).rejects.toMatchObject({ code: 'insecure' });
  });

  it('asks for the camera that was chosen, names those without a name, and leaves out microphones', async () => {
    const asked: unknown[] = [];
    const track = { getSettings: () => ({ deviceId: 'b' }), stop: () => undefined };
    const stream = { getVideoTracks: () => [track], getTracks: () => [track] };
    const devices = [
      { kind: 'videoinput', deviceId: 'a', label: 'Front' },
      { kind: 'audioinput', deviceId: 'm', label: 'Microphone' },
      { kind: 'videoinput', deviceId: 'b', label: '' },
    ];
    vi.stubGlobal('isSecureContext', true);
    vi.stubGlobal('navigator', {
      mediaDevices: {
        getUserMedia: (wanted: unknown) => {
          asked.push(wanted);
          return Promise.resolve(stream);
        },
        enumerateDevices: () => Promise.resolve(devices),
      },
    });
    expect(await openCamera('b')).toEqual({ stream, id: 'b', choices: [{ id: 'a', name: 'Front' }, { id: 'b', name: 'Camera 2' }] });
    expect(asked).toMatchObject([{ audio: false, video: { deviceId: { exact: 'b' } } }]);
  });

  it('lets the camera go when anything fails after it was opened', async () => {
    let stopped = 0;
    const track = { getSettings: () => ({}), stop: () => stopped++ };
    stub(() => Promise.resolve({ getVideoTracks: () => [track], getTracks: () => [track] }), () => Promise.reject(new Error('lost')));
    await expect(openCamera(null)).rejects.toMatchObject({ code: 'failed' });
    expect(stopped).toBe(1);
  });
});
