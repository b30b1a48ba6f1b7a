// Pages that stay true: what a page says is tied to absolute instants. This shows, on the reader's clock,
// what applies now, even where no new build has run since.
(function () {
  "use strict";
  function apply() {
    var now = Date.now();
    document.querySelectorAll("[data-from], [data-until]").forEach(function (element) {
      var from = element.getAttribute("data-from");
      var until = element.getAttribute("data-until");
      element.hidden = Boolean((from && now < Date.parse(from)) || (until && now >= Date.parse(until)));
    });
  }
  apply();
  // A page may lie open over midnight.
  setInterval(apply, 60000);
})();
