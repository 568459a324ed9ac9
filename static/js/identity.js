// What is typed about the clinic's looks, shown beside the form. The server says how it looks.
(() => {
  const form = document.getElementById("identity");
  const look = document.getElementById("look");
  if (!form || !look) return;
  const words = form.querySelector("[data-colour-text]");
  const picker = form.querySelector("[data-colour-picker]");
  const WAIT_MS = 300;
  let waiting = 0;
  let asked = 0;

  async function show() {
    const typed = new URLSearchParams();
    for (const name of ["name", "tagline", "headline", "colour", "sender_name"])
      typed.set(name, form.elements[name].value);
    const mine = ++asked;
    try {
      const answer = await fetch(`${form.dataset.preview}?${typed}`);
      if (!answer.ok) return;
      const shown = await answer.text();
      if (mine === asked) look.innerHTML = shown;
    } catch {
      // without the server the last look stays
    }
  }

  picker.addEventListener("input", () => {
    words.value = picker.value;
  });
  words.addEventListener("input", () => {
    if (/^#[0-9a-f]{6}$/i.test(words.value.trim())) picker.value = words.value.trim().toLowerCase();
  });
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, WAIT_MS);
  });
})();
