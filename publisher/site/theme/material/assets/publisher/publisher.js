// Pages that stay true. What a page says is tied to absolute instants; this shows, by the reader's clock,
// what holds now, even where no new build has run since. It stores nothing and asks no other host.
(function () {
  "use strict";
  var running = false; // whether a reader has seen the page

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
      swap(document.querySelector(".pp-phase"), waiting);
    });
    return taken;
  }

  // A text takes the place of another. Who reads it already stays at the same section, and is told.
  function swap(sheet, waiting) {
    var first = sheet.querySelector(".pp-text"), reading = running && first && first.getBoundingClientRect().top < 0;
    var focus = sheet.contains(document.activeElement) ? document.activeElement.closest("[id]") : null;
    var place, top;
    if (reading) each(first, ":is(h2, h3, h4)[id]", function (heading) {
      var y = heading.getBoundingClientRect().top;
      if (!place || y < innerHeight / 3) { place = heading.id; top = y; }
    });
    sheet.replaceChildren(waiting.content);
    waiting.remove();
    contents(sheet);
    if (!running) return;
    var there = place && document.getElementById(place);
    if (there) scrollBy({ top: there.getBoundingClientRect().top - top, behavior: "instant" });
    if (focus && focus !== sheet) {
      var again = document.getElementById(focus.id) || sheet.querySelector("h1");
      again.setAttribute("tabindex", "-1");
      again.focus({ preventScroll: true });
    }
    var told = document.querySelector(".pp-swapped"), line = document.createElement("p"), link = document.createElement("a");
    line.textContent = waiting.dataset.said + " ";
    if (waiting.dataset.link) {
      link.href = waiting.dataset.link;
      link.textContent = waiting.dataset.label;
      line.append(link);
    }
    told.replaceChildren(line);
    follow();
  }

  // The title of the page follows what the page says of itself.
  var titled;
  function title() {
    var shown = document.querySelector("[data-title]:not([hidden])");
    if (!shown) return;
    if (titled === undefined) titled = document.querySelector("[data-title]").dataset.title;
    document.title = document.title.replace(titled, shown.dataset.title);
    titled = shown.dataset.title;
  }

  function apply() {
    var now = Date.now();
    while (take(now)); // what was taken out may hold templates of its own
    each(document, "[data-from], [data-until]", function (element) {
      if (element.hasAttribute("data-phase")) element.setAttribute("data-phase", place(element, now));
      else if (element.localName !== "template") element.toggleAttribute("hidden", place(element, now) !== "during");
    });
    title();
    single();
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

  // Which version applied on a date? Answered from policies.json, day by day of the policies' own zone.
  function ask(form) {
    var input = form.querySelector("input"), answer = form.querySelector(".pp-answer"), loaded;
    var language = document.documentElement.lang;
    function written(day) {
      return new Date(day + "T12:00:00Z").toLocaleDateString(
        language === "en" ? "en-GB" : language, { dateStyle: "long", timeZone: "UTC" });
    }
    function say(text, href) {
      var line = document.createElement("p"), where = line;
      if (href) {
        where = document.createElement("a");
        where.href = href;
        line.append(where);
      }
      where.textContent = text;
      answer.append(line);
      if (href) unfold(new URL(href, location.href), text);
    }
    // The text of a version itself, fetched from its page when a reader asks for it.
    function unfold(page, label) {
      var box = document.createElement("details"), summary = document.createElement("summary"), text = document.createElement("div");
      summary.textContent = form.dataset.show;
      summary.setAttribute("aria-label", form.dataset.show + ": " + label);
      box.className = "pp-details";
      box.append(summary, text);
      box.addEventListener("toggle", function () {
        if (!box.open || text.childNodes.length) return;
        fetch(page).then(function (reply) { return reply.ok ? reply.text() : Promise.reject(); }).then(function (html) {
          var read = new DOMParser().parseFromString(html, "text/html").querySelector(".pp-text");
          each(read, "[id]", function (element) { element.removeAttribute("id"); });
          each(read, "[href], [src]", function (element) {
            var name = element.hasAttribute("href") ? "href" : "src";
            element.setAttribute(name, new URL(element.getAttribute(name), page));
          });
          text.className = read.className;
          text.lang = read.lang;
          text.replaceChildren.apply(text, read.childNodes);
        }).catch(function () { location.href = page; });
      });
      answer.append(box);
    }
    function fill(text, values) {
      return text.replace(/\{(\w+)\}/g, function (whole, name) { return name in values ? values[name] : whole; });
    }
    function show(site, day) {
      answer.replaceChildren();
      say(fill(form.dataset.day, { day: written(day) }));
      site.policies.forEach(function (policy) {
        if (form.dataset.policy && form.dataset.policy !== policy.id) return;
        var found = policy.versions.filter(function (version) {
          return version.applies && version.applies.from <= day && !(version.applies.to && version.applies.to < day);
        }).pop();
        var own = policy.languages.filter(function (one) { return one.language === language; })[0];
        var values = { title: (own || policy).title };
        if (!found) return say(fill(form.dataset.none, values));
        // What lies ahead is only what was announced so far.
        var zone = found.timezone || undefined, today = new Date(Date.now()).toLocaleDateString("sv-SE", { timeZone: zone });
        values.number = found.version;
        values.first = written(found.applies.from);
        values.last = found.applies.to && written(found.applies.to);
        if (found.ends_policy) return say(fill(found.applies.from > today ? form.dataset.endedFuture : form.dataset.ended, values));
        var page = own ? own.links.page + "v" + found.version + "/" : found.links.page;
        // The file has whole addresses; the answer stays on the site that it stands on.
        var path = page.replace(site.site.url || "", "").replace(/^(\.\/)+/, "");
        var name = day > today ? "future" : values.last && found.applies.to < today ? "past" : "open";
        say(fill(form.dataset[name], values), form.dataset.site + path);
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

  // The notices of coming changes, on a page that is older than they are: those of the frame.
  function notices(box) {
    box.setAttribute("data-told", "");
    fetch(box.dataset.notices).then(function (reply) { return reply.ok ? reply.text() : ""; }).then(function (html) {
      // Only this part: the frame's own style is none of this page.
      var part = html.slice(html.indexOf("<section"), html.lastIndexOf("</section>") + 10);
      var told = new DOMParser().parseFromString(part, "text/html").querySelector("section[data-site]");
      if (!told) return;
      each(told, "a", function (link) {
        // The file has whole addresses; the link stays on the site that it stands on.
        var path = link.getAttribute("href").replace(told.dataset.site, "").replace(/^(\.\.\/)+/, "");
        link.setAttribute("href", box.dataset.site + path);
        link.removeAttribute("target");
      });
      box.append.apply(box, told.childNodes);
      apply();
    }).catch(function () {}); // without the file the page still leads to the text in force
  }

  // Of several notices only one may be left: then it needs no fold.
  function single() {
    each(document, ".pp-banner-list", function (list) {
      var left = list.querySelectorAll(".pp-banner:not([hidden])").length;
      list.hidden = !left;
      if (left === 1) list.open = list.hidden === false;
      list.classList.toggle("pp-banner-list--one", left === 1);
    });
  }

  // In the middle of a long text a slim line says which version it is.
  function follow() {
    var card = document.querySelector(".pp-sheet .pp-card"), bar = document.querySelector(".pp-sheet .pp-bar");
    if (!bar || !window.IntersectionObserver) return;
    new IntersectionObserver(function (seen) {
      bar.hidden = seen[0].isIntersecting || seen[0].boundingClientRect.top > 0;
    }).observe(card);
  }

  // A link to something that is folded unfolds it.
  function open() {
    var target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    var fold = target && (target.querySelector(":scope > details") || target.closest("details"));
    if (!fold || fold.open) return;
    fold.open = true;
    target.scrollIntoView();
  }

  // A table that is wider than the screen can be scrolled by keyboard, too.
  function reach() {
    each(document, ".md-typeset__scrollwrap, .pp-scroll, .md-typeset table:not([class])", function (table) {
      var wide = table.scrollWidth > table.clientWidth + 1;
      table.toggleAttribute("data-wide", wide); // a class would make it another table to the theme
      if (wide) table.setAttribute("tabindex", "0");
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
    running = true;
    follow();
    open();
    var article = document.querySelector("article");
    if (article && window.ResizeObserver) new ResizeObserver(reach).observe(article);
    // Tables get their frames later, and others when the theme's own script comes.
    document.addEventListener("DOMContentLoaded", reach);
    window.addEventListener("resize", reach);
    // Some browsers keep a menu open that was open before a page was loaded again.
    each(document, "#__drawer, #__search", function (toggle) { toggle.checked = false; });
    each(document, "form.pp-ask[hidden]", ask);
    each(document, ".pp-banners[data-notices]:not([data-told])", notices);
  }

  if (document.readyState === "loading") withhold();
  // The theme may change pages without loading them anew; it then says so here.
  if (window.document$ && window.document$.subscribe) window.document$.subscribe(start);
  else start();
  window.addEventListener("hashchange", open);
  setInterval(apply, 60000); // a page may lie open over midnight
  document.addEventListener("visibilitychange", apply);
  // On paper nothing can be unfolded.
  window.addEventListener("beforeprint", function () { each(document, "article details", function (d) { d.dataset.was = d.open; d.open = true; }); });
  window.addEventListener("afterprint", function () { each(document, "article details", function (d) { d.open = d.dataset.was === "true"; }); });
})();
