// Short messages: those the server sent with the page, and those the modules add. role=status on the holder reads them out.
import { word } from "./words.js";

const holder = () => document.getElementById("toasts");

function arm(toast) {
  toast.querySelector("[data-dismiss]")?.addEventListener("click", () => toast.remove());
  if (!toast.matches(".negative, .warning")) setTimeout(() => toast.remove(), 8000);
}

/** Show one message; tones are those of outcomes. */
export function toast(text, tone = "neutral") {
  const box = document.createElement("div");
  box.className = `toast ${tone}`;
  const line = document.createElement("p");
  line.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "ib";
  close.dataset.dismiss = "";
  close.setAttribute("aria-label", word("close"));
  close.textContent = "×";
  box.append(line, close);
  holder().append(box);
  arm(box);
}

export function startToasts() {
  holder()?.querySelectorAll(".toast").forEach(arm);
}
