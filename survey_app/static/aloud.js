// Reads a question out with a voice that the device itself has; without one the page stays as it is.
// Voices that live elsewhere are left alone: what people are asked is sent to no other company.
(() => {
'use strict';
if (typeof document === 'undefined') return;
const speech = window.speechSynthesis, said = document.currentScript.dataset;
if (!said.listen || !speech || !window.SpeechSynthesisUtterance) return;
const language = document.documentElement.lang;

const begin = () => {
  const voice = speech.getVoices().find((one) => one.localService &&
    one.lang.toLowerCase().startsWith(language));
  if (!voice || document.querySelector('.listen')) return;
  for (const item of document.querySelectorAll('#phieu .item')) {
    const title = item.querySelector('legend, .q');
    const recorded = item.nextElementSibling && item.nextElementSibling.matches('audio');
    if (!title || recorded) continue;
    const button = document.createElement('button');
    const stop = () => button.setAttribute('aria-pressed', 'false');
    button.type = 'button';
    button.className = 'listen';
    button.textContent = said.listen;
    button.setAttribute('aria-label', said.about.replace('{question}', title.textContent.trim()));
    stop();
    button.onclick = () => {
      const speaking = button.getAttribute('aria-pressed') === 'true';
      speech.cancel();
      if (speaking) return;
      const parts = item.querySelectorAll('legend, .q, .hint, .o > span, .place > span');
      const text = new SpeechSynthesisUtterance(
        [...parts].map((one) => one.textContent.trim()).filter(Boolean).join('. '));
      text.voice = voice;
      text.lang = voice.lang;
      text.onend = text.onerror = stop;
      button.setAttribute('aria-pressed', 'true');
      speech.speak(text);
    };
    title.after(button);
  }
};
if (speech.addEventListener) speech.addEventListener('voiceschanged', begin);
addEventListener('pagehide', () => speech.cancel());
begin();
})();
