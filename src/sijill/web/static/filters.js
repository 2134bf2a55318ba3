// Forms of filters: what is empty stays out of the address, and a chosen suggestion doesn't have to be sent by hand.
(() => {
  "use strict";

  for (const form of document.querySelectorAll("form[data-filters]")) {
    form.addEventListener("formdata", (event) => {
      for (const name of [...new Set(event.formData.keys())]) {
        const values = event.formData.getAll(name).filter((value) => value !== "");
        event.formData.delete(name);
        for (const value of new Set(values)) event.formData.append(name, value);
      }
      if (event.formData.get("order") === "newest") event.formData.delete("order");
    });
    // "From" after "to" is turned round rather than finding nothing.
    form.addEventListener("submit", () => {
      const { since, until } = form.elements;
      if (since?.value && until?.value && since.value > until.value) [since.value, until.value] = [until.value, since.value];
    });
    for (const select of form.querySelectorAll("select[data-send]")) {
      select.addEventListener("change", () => form.requestSubmit());
    }
  }
})();
