// The tools of a page that compares two texts: choose changes, go from one to the next, choose a view.
// Without it the page shows every change, in the table and marked in the text.
(function () {
  "use strict";

  var WIDE = window.matchMedia("(min-width: 1100px)");
  var BLOCKS = "p, li, tr, td, th, dt, dd, h1, h2, h3, h4, h5, h6, ul, ol, dl, table, blockquote, pre, hr, details";

  function all(root, selector) { return Array.prototype.slice.call(root.querySelectorAll(selector)); }

  function number(element) { return Number(element.id.replace(/\D+/, "")); }

  function fill(text, values) {
    return text.replace(/\{(\w+)\}/g, function (whole, name) { return name in values ? values[name] : whole; });
  }

  function setUp(area) {
    var redline = area.querySelector(".pp-redline"), text = redline.querySelector(".redline");
    var bar = area.querySelector(".pp-jump"), status = bar.querySelector("[role=status]");
    var view = bar.querySelector("select"), sides = view.querySelector("[value=sides]");
    var rows = all(document, ".redline-list tbody tr"), total = all(text, "[id^='change-']").length;
    var shown = null, current = null; // numbers of the chosen changes, null for all; the one last gone to

    // A change may begin with words that the view hides; its other half is beside them.
    function visible(change) {
      if (change.getClientRects().length || change.closest("details:not([open])")) return change;
      var next = change.nextElementSibling;
      return next && /^(INS|DEL)$/.test(next.tagName) && next.getClientRects().length ? next : null;
    }

    function changes() {
      return all(text, "[id^='change-']").filter(function (change) {
        return (!shown || shown.has(number(change))) && visible(change);
      });
    }

    function inSight(element) {
      var box = element && element.getBoundingClientRect();
      return box && box.height && box.bottom > bar.getBoundingClientRect().bottom && box.top < window.innerHeight;
    }

    function go(step) {
      var list = changes(), edge = bar.getBoundingClientRect().bottom + 1, at;
      if (!list.length) return;
      var start = [current, document.activeElement.closest && document.activeElement.closest("[id^='change-']"), document.querySelector("[id^='change-']:target")]
        .filter(function (one) { return one && list.indexOf(one) >= 0 && inSight(visible(one)); })[0];
      if (start) at = list.indexOf(start) + step;
      else {
        var below = list.findIndex(function (one) { return visible(one).getBoundingClientRect().bottom > edge; });
        at = below < 0 ? (step > 0 ? 0 : list.length - 1) : step > 0 ? below : below - 1;
      }
      show(list[(at + list.length) % list.length]);
    }

    function show(change) {
      for (var around = change.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
      var target = visible(change) || change;
      current = change;
      history.replaceState(history.state, "", "#" + change.id);
      target.setAttribute("tabindex", "-1");
      target.focus({ preventScroll: true });
      target.scrollIntoView({ block: "center", behavior: "instant" });
      say(change);
    }

    function say(change) {
      status.textContent = fill(bar.dataset.text, { number: number(change), total: total });
      measure();
    }

    // What a reader follows from the list or by an address.
    function follow() {
      var change = /^#change-\d+$/.test(location.hash) && document.getElementById(location.hash.slice(1));
      if (!change || !text.contains(change)) return;
      current = change;
      for (var around = change.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
      say(change);
      (visible(change) || change).scrollIntoView({ block: "center", behavior: "instant" });
    }

    function measure() {
      document.documentElement.style.setProperty("--pp-bar", getComputedStyle(bar).position === "sticky" ? bar.offsetHeight + "px" : "0px");
    }

    // What holds words of one text alone disappears with them.
    function sort() {
      [["old", "del"], ["new", "ins"]].forEach(function (pair) {
        all(text, BLOCKS).forEach(function (block) {
          if (block.hasAttribute("data-only") || !block.querySelector(pair[1])) return;
          var copy = block.cloneNode(true);
          all(copy, pair[1] + ", .redline-added").forEach(function (mark) { mark.remove(); });
          if (!copy.textContent.trim() && !copy.querySelector("img, hr")) block.setAttribute("data-only", pair[0]);
        });
      });
    }

    function cell(side, content) {
      var box = document.createElement("div");
      box.className = "pp-side pp-side--" + side;
      box.append(content);
      return box;
    }

    function heading(side) {
      var title = document.createElement("p");
      title.className = "pp-side-title";
      title.lang = document.documentElement.lang;
      title.textContent = redline.dataset[side];
      return cell(side, title);
    }

    function part() {
      var parts = Array.prototype.slice.call(text.children);
      text.classList.add("pp-sides");
      text.append(heading("old"), heading("new"));
      parts.forEach(function (one) {
        var whole = one.matches("details, .redline-away") || !one.querySelector("ins, del");
        if (whole) return text.append(cell("whole", one));
        var copy = one.cloneNode(true);
        [copy].concat(all(copy, "[id]")).forEach(function (element) { element.removeAttribute("id"); });
        all(copy, ".redline-number, .redline-says").forEach(function (element) { element.remove(); });
        text.append(cell("old", copy), cell("new", one));
      });
    }

    function join() {
      text.classList.remove("pp-sides");
      all(text, ".pp-side").forEach(function (box) {
        if (box.matches(".pp-side--old") || box.querySelector(".pp-side-title")) box.remove();
        else box.replaceWith.apply(box, box.childNodes);
      });
    }

    function choose() {
      var wanted = view.value, place = current || changes().filter(function (one) { return inSight(visible(one)); })[0];
      if (redline.dataset.view === "sides") join();
      if (wanted !== "both") sort();
      if (wanted === "sides") part();
      redline.dataset.view = wanted;
      measure();
      if (place && visible(place)) visible(place).scrollIntoView({ block: "center", behavior: "instant" });
    }

    function fits() {
      sides.hidden = sides.disabled = !WIDE.matches;
      if (!WIDE.matches && view.value === "sides") {
        view.value = "both";
        choose();
      }
      measure();
    }

    function filter(box) {
      var select = box.querySelector("select"), says = box.querySelector("[role=status]");
      function apply() {
        var wanted = select.value, count = 0;
        rows.forEach(function (row) {
          row.hidden = Boolean(wanted) && (row.dataset.tags || "").split(" ").indexOf(wanted) < 0;
          count += !row.hidden;
        });
        shown = wanted && new Set(rows.filter(function (row) { return !row.hidden; }).map(number));
        says.textContent = wanted ? fill(box.dataset.status, { shown: count, total: rows.length }) : "";
      }
      box.hidden = false;
      select.value = "";
      select.addEventListener("change", apply);
    }

    bar.hidden = false;
    view.value = "both";
    all(document, ".pp-filter").forEach(filter);
    all(bar, "[data-jump]").forEach(function (button) {
      button.addEventListener("click", function () { go(Number(button.dataset.jump)); });
    });
    document.addEventListener("keydown", function (event) {
      if (event.key !== "F8" || event.ctrlKey || event.altKey || event.metaKey || !area.isConnected) return;
      event.preventDefault();
      go(event.shiftKey ? -1 : 1);
    });
    view.addEventListener("change", choose);
    WIDE.addEventListener("change", fits);
    window.addEventListener("resize", measure);
    window.addEventListener("hashchange", follow);
    fits();
    follow();
  }

  function start() {
    all(document, ".pp-jump-area:not([data-ready])").forEach(function (area) {
      area.setAttribute("data-ready", "");
      setUp(area);
    });
  }

  window.publisherRedline = start; // for a comparison that was made in the browser
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
