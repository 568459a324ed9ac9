// “None of these” answers no to each question of its group, where it is seen; a later yes takes it
// back, and a second press takes the noes back. The server reads the tick in the same way.
for (const group of document.querySelectorAll("[data-none-of]")) {
  const none = group.querySelector("input[type='checkbox']");
  group.addEventListener("change", ({ target }) => {
    if (target === none) {
      for (const no of group.querySelectorAll("input[value='no']")) no.checked = none.checked;
    } else if (target.value === "yes") {
      none.checked = false;
    }
  });
}
