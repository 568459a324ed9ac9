// The demo clinic's log-in page: a button beside each account fills in the form.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-demo-email]");
  if (!button) return;
  document.getElementById("id_login").value = button.dataset.demoEmail;
  document.getElementById("id_password").value = button.dataset.demoPassword;
  document.getElementById("id_password").focus();
});
for (const button of document.querySelectorAll("[data-demo-email]")) button.hidden = false;
