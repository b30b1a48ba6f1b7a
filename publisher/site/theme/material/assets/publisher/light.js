// Brings the theme's own styles and script when a reader first turns to the search or the menu, and until
// then does the little of its work that every page shows. It stores nothing and asks no other host.
(function () {
  "use strict";
  var own = document.currentScript, root = document.documentElement, asked = false;
  var search = document.getElementById("__search"), drawer = document.getElementById("__drawer");
  var header = document.querySelector(".md-header--shadow"), main = document.querySelector(".md-main");

  function all(selector, work) {
    Array.prototype.forEach.call(document.querySelectorAll(selector), work);
  }

  function shade() {
    header.classList.toggle("md-header--shadow", main.offsetTop - header.offsetHeight <= window.scrollY);
  }

  // A wide table scrolls in a frame of its own.
  function frame(table) {
    var outer = document.createElement("div"), inner = document.createElement("div");
    outer.className = "md-typeset__scrollwrap";
    inner.className = "md-typeset__table";
    table.replaceWith(outer);
    outer.append(inner);
    inner.append(table);
  }

  function load(element, attributes) {
    return new Promise(function (done, failed) {
      Object.assign(element, attributes, { onload: done, onerror: failed });
      document.head.append(element);
    });
  }

  // The theme's sheets take the place of the joined one, in their order, before its script runs.
  function bring() {
    if (asked) return;
    asked = true;
    var joined = document.querySelector("link[href$='assets/publisher/site.css']"), before = joined;
    var sheets = own.dataset.styles.split(" ").map(function (address) {
      return new Promise(function (done, failed) {
        var link = document.createElement("link");
        Object.assign(link, { rel: "stylesheet", href: address, onload: done, onerror: failed });
        before.after(link);
        before = link;
      });
    });
    Promise.all(sheets).then(function () {
      joined.disabled = true;
      root.classList.remove("pp-light");
      window.removeEventListener("scroll", shade);
      all(".md-typeset__scrollwrap > .md-typeset__table > table", function (table) {
        table.parentNode.parentNode.replaceWith(table);
      });
      return load(document.createElement("script"), { src: own.dataset.script });
    }).then(function () {
      window.dispatchEvent(new Event("resize")); // tables have new frames
      if (search && search.checked) begin();
    }, function () {
      asked = false; // the next try may succeed
    });
  }

  // What was typed while the script was on its way is searched.
  function begin() {
    var query = document.querySelector(".md-search__input");
    search.dispatchEvent(new Event("change", { bubbles: true }));
    query.focus();
    query.dispatchEvent(new Event("focus"));
    query.dispatchEvent(new Event("keyup", { bubbles: true }));
  }

  root.classList.replace("no-js", "js");
  root.classList.add("pp-light");
  all(".md-typeset table:not([class])", frame);
  if (header && main) {
    shade();
    window.addEventListener("scroll", shade, { passive: true });
  }
  all(".md-search, label[for=__search]", function (part) {
    ["pointerenter", "touchstart", "focusin"].forEach(function (kind) {
      part.addEventListener(kind, bring, { passive: true });
    });
  });
  [search, drawer].forEach(function (box) {
    if (box) box.addEventListener("change", bring);
  });
  if (search) search.addEventListener("change", function () {
    if (search.checked && root.classList.contains("pp-light")) document.querySelector(".md-search__input").focus();
  });
  document.addEventListener("keydown", function (event) {
    if (asked || !search || event.ctrlKey || event.metaKey || event.altKey) return;
    if (["f", "s", "/"].indexOf(event.key) < 0 || event.target.closest("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    search.checked = true;
    document.querySelector(".md-search__input").focus();
    bring();
  });
  if (/[?&][hq]=/.test(location.search)) bring();
})();
