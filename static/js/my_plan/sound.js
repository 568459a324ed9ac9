// Short tones by Web Audio, placed on the clock of the sound itself: they come in time though the
// page's own timers are late.
let audio = null;

// A press has to make it, or the browser keeps it silent.
export function wake() {
  audio ??= new AudioContext();
  audio.resume();
  return audio;
}

export const clock = () => audio.currentTime;

// Sound a tone `at` a moment of that clock; return what stops it.
export function tone(at, { pitch = 880, length = 0.06, loudness = 0.25 } = {}) {
  const source = audio.createOscillator();
  const volume = audio.createGain();
  source.frequency.value = pitch;
  volume.gain.setValueAtTime(loudness, at);
  volume.gain.exponentialRampToValueAtTime(0.001, at + length);
  source.connect(volume).connect(audio.destination);
  source.start(at);
  source.stop(at + length);
  return source;
}
