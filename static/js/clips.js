// The record's page: each capture without a clip gets the part that keeps one.
import { renderKeepClip } from "./measuring/clip.js";

for (const root of document.querySelectorAll("[data-keep-clip]")) {
  renderKeepClip(root, { onKept: () => window.location.reload() });
}
