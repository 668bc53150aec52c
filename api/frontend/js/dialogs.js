// Native dialogs. `[data-dialog="id"]` opens one (its href is the page used without script), `[data-close]` closes it,
// `[data-confirm="sentence"]` on a button asks before its form is sent.
export function openDialog(id) {
  const dialog = document.getElementById(id);
  if (!dialog || dialog.open) return false;
  dialog.showModal();
  return true;
}

function ask(button) {
  const dialog = document.getElementById("confirm");
  dialog.querySelector("[data-sentence]").textContent = button.dataset.confirm;
  const yes = dialog.querySelector("[data-yes]");
  yes.textContent = button.textContent.trim();
  yes.classList.toggle("danger", button.classList.contains("danger"));
  yes.onclick = () => {
    dialog.close();
    button.dataset.confirmed = "";
    button.form.requestSubmit(button);
    delete button.dataset.confirmed;
  };
  dialog.showModal();
}

export function startDialogs() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    if (opener && openDialog(opener.dataset.dialog)) event.preventDefault();
    const closer = event.target.closest("[data-close]");
    if (closer) closer.closest("dialog").close();
    if (event.target instanceof HTMLDialogElement) event.target.close();
  });
  document.addEventListener(
    "submit",
    (event) => {
      const button = event.submitter;
      if (!button?.dataset.confirm || "confirmed" in button.dataset) return;
      event.preventDefault();
      event.stopPropagation();
      ask(button);
    },
    true,
  );
}
