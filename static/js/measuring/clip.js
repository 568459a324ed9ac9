// “Keep this clip”: sends a video file as it is, with the patient's consent, and shows how far it
// is. The measuring screen gives the file that is open; on the page of the record one is chosen.

const SENT = 201;

/**
 * Fill `root` with the part. Its `data-url` is where the clip goes, `data-most-bytes` how large it
 * may be, `data-today` the clinic's date, `data-consent` the page of what the patient agrees to;
 * `file` is the File to keep, or none to have it chosen; `onKept` is called once the server has it.
 */
export function renderKeepClip(root, { file = null, onKept = () => {} } = {}) {
  const part = build(file, root.dataset);
  root.replaceChildren(...part.all);
  const chosen = () => file ?? part.file?.files[0] ?? null;
  const refresh = () => {
    part.button.disabled = !(part.consent.checked && chosen());
  };
  part.consent.addEventListener("change", refresh);
  part.file?.addEventListener("change", refresh);
  part.button.addEventListener("click", async () => {
    part.error.textContent = "";
    if (chosen().size > Number(root.dataset.mostBytes)) {
      part.error.textContent =
        `The clip is larger than ${megabytes(root.dataset.mostBytes)}. ` +
        "Cut it, then keep the part that was measured.";
      return;
    }
    setBusy(part, true);
    const problem = await send(root.dataset.url, chosen(), part.progress);
    setBusy(part, false);
    refresh();
    part.error.textContent = problem;
    if (!problem) onKept();
  });
  refresh();
}

function build(file, { today, consent: agreedUrl }) {
  const consent = element("input", { type: "checkbox", className: "form-check-input" });
  consent.id = `consent-${crypto.randomUUID()}`;
  const label = element("label", { className: "form-check-label", htmlFor: consent.id });
  label.textContent =
    `The patient agrees today, ${today}, that this clip is kept in their file. ` +
    "They may withdraw that at any time.";
  const check = element("div", { className: "form-check" });
  const agreed = element("a", { href: agreedUrl, target: "_blank", rel: "noopener" });
  agreed.textContent = "What they agree to (a new tab)";
  check.append(consent, label, " ", agreed);
  const button = element("button", {
    type: "button",
    className: "btn btn-quiet",
    textContent: "Keep this clip",
  });
  const progress = element("progress", { max: 1, value: 0, hidden: true });
  progress.setAttribute("aria-label", "How much of the clip is sent");
  const error = element("p", { className: "clip-error" });
  error.setAttribute("role", "alert");
  const input = file
    ? null
    : element("input", {
        type: "file",
        accept: "video/mp4,video/quicktime,video/webm",
        className: "form-control",
      });
  input?.setAttribute("aria-label", "The video file");
  return {
    consent,
    button,
    progress,
    error,
    file: input,
    all: [input, check, button, progress, error].filter(Boolean),
  };
}

function element(name, properties) {
  return Object.assign(document.createElement(name), properties);
}

function setBusy(part, isBusy) {
  part.progress.hidden = !isBusy;
  part.button.disabled = isBusy;
  part.consent.disabled = isBusy;
  if (part.file) part.file.disabled = isBusy;
}

/** Send the file; return what is wrong, or nothing. XMLHttpRequest tells how much is sent. */
function send(url, file, progress) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("PUT", `${url}?consent=on`);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader("X-CSRFToken", token());
    request.upload.addEventListener("progress", (event) => {
      progress.value = event.total ? event.loaded / event.total : 0;
    });
    request.addEventListener("load", () => resolve(request.status === SENT ? "" : told(request)));
    request.addEventListener("error", () =>
      resolve("The clip could not be sent. Is the network there? Please try again."),
    );
    request.send(file);
  });
}

function told(request) {
  if (request.status === 413)
    return "The clip is too large. Cut it to the part that was measured, then keep that.";
  try {
    return JSON.parse(request.responseText).detail;
  } catch {
    return "The clip was not kept. Please open the page anew and try again.";
  }
}

function token() {
  return document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
}

function megabytes(bytes) {
  return `${Math.floor(Number(bytes) / 1e6)} MB`;
}
