// Pages that stay true. What a page says is tied to absolute instants; this shows, by the reader's clock,
// what holds now, even where no new build has run since. It stores nothing and asks no other host.
(function () {
  "use strict";

  function each(root, selector, work) {
    Array.prototype.forEach.call(root.querySelectorAll(selector), work);
  }

  // "before" a window opens, "during", or "after" it; a window may be open at either end.
  function place(element, now) {
    var from = Date.parse(element.getAttribute("data-from"));
    var until = Date.parse(element.getAttribute("data-until"));
    return now < from ? "before" : now >= until ? "after" : "during";
  }

  // Takes what has become true out of its template; a text that takes the place of another takes all of it.
  function take(now) {
    var taken = false;
    each(document, "template[data-from], template[data-until]", function (waiting) {
      if (place(waiting, now) !== "during") return;
      taken = true;
      if (!waiting.classList.contains("pp-later")) return waiting.replaceWith(waiting.content);
      var sheet = document.querySelector(".pp-phase");
      sheet.replaceChildren(waiting.content);
      waiting.remove();
      contents(sheet);
    });
    return taken;
  }

  function apply() {
    var now = Date.now();
    while (take(now)); // what was taken out may hold templates of its own
    each(document, "[data-from], [data-until]", function (element) {
      if (element.hasAttribute("data-phase")) element.setAttribute("data-phase", place(element, now));
      else if (element.localName !== "template") element.toggleAttribute("hidden", place(element, now) !== "during");
    });
  }

  // The table of contents beside a text that has just taken the place of another.
  function contents(sheet) {
    each(document, ".md-nav--secondary .md-nav__list", function (list) {
      if (list.closest(".md-nav--secondary .md-nav__item")) return;
      list.replaceChildren();
      each(sheet, ".pp-text :is(h2, h3)[id]", function (heading) {
        var item = document.createElement("li"), link = document.createElement("a");
        item.className = "md-nav__item";
        link.className = "md-nav__link";
        link.href = "#" + encodeURIComponent(heading.id);
        link.textContent = heading.textContent;
        if (heading.localName === "h3") item.classList.add("pp-toc-deeper");
        item.append(link);
        list.append(item);
      });
    });
  }

  // Which text applied on a day? Answered from policies.json, day by day of the policies' own zone.
  function ask(form) {
    var input = form.querySelector("input"), answer = form.querySelector(".pp-answer"), loaded;
    function say(text, href) {
      var line = document.createElement("p"), where = line;
      if (href) {
        where = document.createElement("a");
        where.href = href;
        line.append(where);
      }
      where.textContent = text;
      answer.append(line);
    }
    function fill(text, values) {
      return text.replace(/\{(\w+)\}/g, function (whole, name) { return name in values ? values[name] : whole; });
    }
    function show(site, day) {
      var language = document.documentElement.lang;
      var written = new Date(day + "T12:00:00Z").toLocaleDateString(
        language === "en" ? "en-GB" : language, { dateStyle: "long", timeZone: "UTC" });
      answer.replaceChildren();
      say(fill(form.dataset.day, { day: written }));
      site.policies.forEach(function (policy) {
        if (form.dataset.policy && form.dataset.policy !== policy.id) return;
        var found = policy.versions.filter(function (version) {
          return version.applies && version.applies.from <= day && !(version.applies.to && version.applies.to < day);
        }).pop();
        var own = policy.languages.filter(function (one) { return one.language === language; })[0];
        var title = (own || policy).title;
        if (!found || found.ends_policy) say(fill(form.dataset.none, { title: title }));
        else {
          var page = own ? own.links.page + "v" + found.version + "/" : found.links.page;
          // The file has whole addresses; the answer stays on the site that it stands on.
          var path = page.replace(site.site.url || "", "").replace(/^(\.\/)+/, "");
          say(fill(form.dataset.text, { title: title, number: found.version }), form.dataset.site + path);
        }
      });
    }
    function find() {
      var day = input.value;
      if (!day) return;
      loaded = loaded || fetch(form.dataset.when).then(function (reply) {
        if (!reply.ok) throw new Error(reply.status);
        return reply.json();
      });
      loaded.then(function (site) { show(site, day); }).catch(function () {
        loaded = null;
        answer.replaceChildren();
        say(form.dataset.missing);
      });
    }
    form.hidden = false;
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      find();
      history.replaceState(null, "", "?day=" + input.value + location.hash);
    });
    var wanted = new URLSearchParams(location.search).get("day");
    if (wanted && /^\d{4}-\d{2}-\d{2}$/.test(wanted)) {
      input.value = wanted;
      find();
    }
  }

  // The notices of coming changes, on a page that is older than they are.
  function notices(box) {
    box.setAttribute("data-told", "");
    fetch(box.dataset.notices).then(function (reply) { return reply.ok ? reply.json() : { notices: [] }; }).then(function (told) {
      var language = document.documentElement.lang.toLowerCase();
      told.notices.forEach(function (notice) {
        var text = [language, language.split("-")[0], told.language].reduce(function (found, one) {
          return found === undefined ? notice.text[one] : found;
        }, undefined);
        if (!text) return; // another notice says it to readers of this language
        var line = document.createElement("p"), link = document.createElement("a");
        line.className = "pp-banner";
        line.setAttribute("data-until", notice.until);
        // The file has whole addresses; the link stays on the site that it stands on.
        link.href = box.dataset.site + notice.url.replace(told.site, "");
        link.textContent = text;
        line.append(link);
        box.append(line);
      });
      apply();
    }).catch(function () {}); // without the file the page still leads to the text in force
  }

  // A table that is wider than the screen can be scrolled by keyboard, too.
  function reach() {
    each(document, ".md-typeset__scrollwrap, .pp-scroll, .md-typeset table:not([class])", function (table) {
      if (table.scrollWidth > table.clientWidth) table.setAttribute("tabindex", "0");
      else table.removeAttribute("tabindex");
    });
  }

  // Once the page is read, the theme asks for a site map beside whatever a link to another form of the
  // page names. It looks for such links a single time; feed readers and browsers find them before and after.
  function withhold() {
    var links = Array.prototype.slice.call(document.querySelectorAll("head link[rel=alternate]"));
    links.forEach(function (link) { link.rel = "x-alternate"; });
    document.addEventListener("DOMContentLoaded", function () {
      setTimeout(function () { links.forEach(function (link) { link.rel = "alternate"; }); });
    });
  }

  function start() {
    apply();
    var article = document.querySelector("article");
    if (article && window.ResizeObserver) new ResizeObserver(reach).observe(article);
    // Some browsers keep a menu open that was open before a page was loaded again.
    each(document, "#__drawer, #__search", function (toggle) { toggle.checked = false; });
    each(document, "form.pp-ask[hidden]", ask);
    each(document, ".pp-banners[data-notices]:not([data-told])", notices);
  }

  if (document.readyState === "loading") withhold();
  // The theme may change pages without loading them anew; it then says so here.
  if (window.document$ && window.document$.subscribe) window.document$.subscribe(start);
  else start();
  setInterval(apply, 60000); // a page may lie open over midnight
  document.addEventListener("visibilitychange", apply);
  // On paper nothing can be unfolded.
  window.addEventListener("beforeprint", function () { each(document, "article details", function (d) { d.dataset.was = d.open; d.open = true; }); });
  window.addEventListener("afterprint", function () { each(document, "article details", function (d) { d.open = d.dataset.was === "true"; }); });
})();
