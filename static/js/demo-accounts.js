// Fills the sign-in form with an account of the demonstration.
const form = document.getElementById("login-form");
for (const button of document.querySelectorAll("[data-username]")) {
  button.addEventListener("click", () => {
    form.elements.login.value = button.dataset.username;
    form.elements.password.value = button.dataset.password;
    form.querySelector("button").focus();
  });
}
