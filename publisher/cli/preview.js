/* The bar of `publisher serve`. No part of a published site. */
(function () {
  "use strict";
  var own = document.currentScript;
  var data = own.dataset;

  function add(parent, tag, text) {
    var made = document.createElement(tag);
    if (text) made.textContent = text;
    parent.appendChild(made);
    return made;
  }

  function ask(when) {
    fetch("/-/as-of?when=" + encodeURIComponent(when), {
      method: "POST",
      headers: { "X-Publisher": "preview" },
    }).then(function (answer) {
      if (!answer.ok) return answer.text().then(function (words) { says.textContent = words; });
      says.textContent = "Building …";
    });
  }

  var bar = add(document.body, "form");
  bar.id = "publisher-preview";
  bar.setAttribute("aria-label", "Preview");
  var label = add(bar, "label", "Preview as of ");
  var day = add(label, "input");
  day.type = "date";
  day.value = data.asOf.slice(0, 10);
  add(bar, "button", "Show").type = "submit";
  var today = add(bar, "button", "Today");
  today.type = "button";
  today.disabled = !data.asOf;
  var says = add(bar, "span", data.error || "As if what is new were published now.");
  says.setAttribute("role", "status");
  if (data.error) bar.className = "mistake";

  bar.addEventListener("submit", function (event) {
    event.preventDefault();
    ask(day.value);
  });
  today.addEventListener("click", function () { ask(""); });

  function poll() {
    fetch("/livereload/" + data.epoch + "/" + data.request)
      .then(function (answer) { return answer.text(); })
      .then(function (epoch) {
        if (parseFloat(epoch) > parseFloat(data.epoch)) location.reload();
        else setTimeout(poll, 0);
      })
      .catch(function () { setTimeout(poll, 3000); });
  }
  if (document.readyState === "complete") poll();
  else window.addEventListener("load", poll);
})();
