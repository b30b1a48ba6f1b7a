// Any two versions of a policy compared in the browser, from their pages on this site. The page shows the
// result as it shows a redline that was made ahead; without script it lists the redlines that there are.
// Words of the texts only ever become text nodes, and elements and attributes only those named here.
(function () {
  "use strict";

  var BLOCKS = set("P H1 H2 H3 H4 H5 H6 UL OL LI DL DT DD TABLE CAPTION THEAD TBODY TFOOT TR TH TD BLOCKQUOTE PRE HR DIV SECTION FIGURE FIGCAPTION DETAILS SUMMARY ADDRESS");
  var INLINE = set("A ABBR B BDI BDO CITE CODE DFN EM I KBD MARK Q S SAMP SMALL STRONG SUB SUP TIME U VAR");
  var DROPPED = set("SCRIPT STYLE TEMPLATE IFRAME OBJECT EMBED SVG MATH NOSCRIPT TEXTAREA SELECT");
  var NOT_READ = "a.headerlink, a.footnote-backref";
  var ATTRIBUTES = {
    "*": ["lang", "dir", "title"], OL: ["start", "type", "reversed"], LI: ["value"], IMG: ["alt", "width", "height"],
    TD: ["align", "colspan", "rowspan"], TH: ["align", "colspan", "rowspan", "scope"]
  };
  var SIMILAR = 0.4, REWRITTEN = 0.25; // share of words that two passages have in common
  var MOST_STEPS = 2000, MOST_PAIRS = 250000; // what is still compared word by word, and passage by passage
  var MIN_FOLDED = 60, MIN_MOVED = 5, MOST_SHOWN = 400, NEAR = 160; // the first two in words, the others in characters
  // Characters that nobody sees, and letters of another alphabet inside a Latin word; joiners where a script needs them are left alone.
  var JOINED = "\\u0600-\\u08ff\\u0900-\\u0dff\\u1000-\\u109f\\u1780-\\u17ff\\u2600-\\u27bf\\ufe0f\\u{1f000}-\\u{1faff}";
  var UNSEEN = new RegExp("(?<![" + JOINED + "])[\\u200c\\u200d]|[\\x00-\\x08\\x0e-\\x1f\\x7f-\\x9f\\u00ad\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u3164\\ufeff\\uffa0\\ufff0-\\ufffb\\u{e0000}-\\u{e0fff}]|(?<=[A-Za-z])[\\u0370-\\u052f]|[\\u0370-\\u052f](?=[A-Za-z])", "gu");

  function set(names) { return new Set(names.split(" ")); }

  function fill(text, values) {
    return text.replace(/\{(\w+)\}/g, function (whole, name) { return name in values ? values[name] : whole; });
  }

  function element(tag, className, content) {
    var made = document.createElement(tag);
    if (className) made.className = className;
    if (content !== undefined) made.append(content);
    return made;
  }

  // ---- Reading a text: blocks with other blocks in them (kids), or with words (tokens).

  function attributes(source) {
    var kept = {};
    ATTRIBUTES["*"].concat(ATTRIBUTES[source.tagName] || []).forEach(function (name) {
      if (source.hasAttribute(name)) kept[name] = source.getAttribute(name);
    });
    return kept;
  }

  // Where a link leads: to a place in its own text, or to an address that a reader may follow.
  function target(source, page) {
    var given = source.getAttribute("href"), url;
    if (given === null) return null;
    try { url = new URL(given, page); } catch (error) { return null; }
    if (!/^(https?|mailto|tel):$/.test(url.protocol)) return null;
    return { name: given[0] === "#" ? given : url.href.replace(location.origin, ""), href: url.href };
  }

  function picture(source, page) {
    var url, kept = attributes(source);
    try { url = new URL(source.getAttribute("src") || "", page); } catch (error) { return null; }
    if (url.origin !== location.origin) return null;
    kept.src = url.href;
    return kept;
  }

  function isBlock(node) {
    return node.nodeType === 1 && (BLOCKS.has(node.tagName) || Array.prototype.some.call(node.children, isBlock));
  }

  function read(parent, page, split) {
    var nodes = [], run = [];
    function flush() {
      var tokens = words(run, page, split, parent.tagName === "PRE");
      if (tokens.length) nodes.push(node(null, {}, null, tokens));
      run = [];
    }
    Array.prototype.forEach.call(parent.childNodes, function (child) {
      if (child.nodeType === 1 && DROPPED.has(child.tagName.toUpperCase())) return;
      if (!isBlock(child)) return run.push(child);
      flush();
      var kids = child.tagName === "HR" ? [] : read(child, page, split);
      if (!BLOCKS.has(child.tagName)) nodes = nodes.concat(kids);
      else if (!kids.length) nodes.push(node(child.tagName, attributes(child), null, []));
      else if (kids.length === 1 && !kids[0].tag) nodes.push(node(child.tagName, attributes(child), null, kids[0].tokens));
      else nodes.push(node(child.tagName, attributes(child), kids, null));
    });
    flush();
    return nodes;
  }

  // key: what is read, and where links lead; two nodes of one key are the same. form: how it looks as well.
  function node(tag, kept, kids, tokens) {
    var parts = kids || tokens, bag = new Map(), size = 0;
    function count(word, number) {
      bag.set(word, (bag.get(word) || 0) + number);
      size += number;
    }
    parts.forEach(function (part) {
      if (kids) part.bag.forEach(function (number, word) { count(word, number); });
      else if (part.word) count(part.key, 1);
    });
    return {
      tag: tag, level: /^H[1-6]$/.test(tag) ? Number(tag[1]) : 0, attributes: kept, kids: kids, tokens: tokens, bag: bag, size: size,
      key: parts.map(function (part) { return kids ? part.key + "\n" : part.key + (part.link ? "\u0001" + part.link.name : ""); }).join(kids ? "" : "\u0002") || tag,
      form: [tag, JSON.stringify(kept)].concat(parts.map(function (part) { return kids ? part.form : part.text + part.marks.map(function (mark) { return mark.tag; }); })).join("\u0003"),
      text: parts.map(function (part) { return part.text; }).join(kids ? " " : "")
    };
  }

  // marks: the inline elements around a word, from outside in.
  function words(run, page, split, literal) {
    var tokens = [];
    function add(text, marks, more) {
      var link = marks.reduce(function (found, mark) { return mark.link || found; }, null);
      var space = !more && !text.trim();
      if (space && !literal) {
        if (tokens.length && tokens[tokens.length - 1].space) return;
        text = " ";
      }
      var key = text.normalize("NFC").replace(/[\u2018\u2019\u201a\u00b4`]/g, "'").replace(/[\u201c-\u201e\u00ab\u00bb]/g, "\"").replace(/[\u2010-\u2015]/g, "-");
      tokens.push(Object.assign({ text: text, key: space && !literal ? " " : key, space: space, word: !space && /[\p{L}\p{N}\p{Sc}%]/u.test(text), marks: marks, link: link }, more));
    }
    function walk(source, marks) {
      if (source.nodeType === 3) return split(source.data).forEach(function (text) { add(text, marks); });
      if (source.nodeType !== 1 || DROPPED.has(source.tagName.toUpperCase()) || source.matches(NOT_READ)) return;
      if (source.tagName === "BR") return add("\n", marks, { line: true, key: "\n" });
      if (source.tagName === "IMG") {
        var image = picture(source, page);
        if (image) add(image.alt || "", marks, { image: image, key: image.src + "\u0001" + (image.alt || ""), word: true });
        return;
      }
      if (INLINE.has(source.tagName)) marks = marks.concat({ tag: source.tagName, attributes: attributes(source), link: source.tagName === "A" ? target(source, page) : null });
      Array.prototype.forEach.call(source.childNodes, function (child) { walk(child, marks); });
    }
    run.forEach(function (source) { walk(source, []); });
    while (tokens.length && tokens[0].space) tokens.shift();
    while (tokens.length && tokens[tokens.length - 1].space) tokens.pop();
    return tokens;
  }

  function splitter(language) {
    var segmenter = window.Intl && Intl.Segmenter && new Intl.Segmenter(language || "en", { granularity: "word" });
    return function (text) {
      if (!segmenter) return text.match(/\s+|[\p{L}\p{N}\p{M}]+(?:[.,'\u2019][\p{L}\p{N}\p{M}]+)*|[^]/gu) || [];
      return Array.from(segmenter.segment(text), function (part) { return part.segment; }).reduce(function (all, part) {
        if (!part.trim() && all.length && !all[all.length - 1].trim()) all[all.length - 1] += part;
        else all.push(part);
        return all;
      }, []);
    };
  }

  // ---- Comparing

  // The longest common subsequence of two lists of keys, as pairs of places (Myers 1986).
  function common(a, b) {
    var start = 0, endA = a.length, endB = b.length, pairs = [], tail = [];
    while (start < endA && start < endB && a[start] === b[start]) pairs.push([start, start++]);
    while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) tail.unshift([--endA, --endB]);
    var n = endA - start, m = endB - start, most = Math.min(n + m, MOST_STEPS), trace = [], reach = { 1: 0 }, steps, k, x, y;
    search: for (steps = 0; steps <= most; steps++) {
      trace.push(reach);
      var next = {};
      for (k = -steps; k <= steps; k += 2) {
        if (k < -m || k > n) continue;
        var down = k === -steps || (k !== steps && (reach[k - 1] === undefined ? -1 : reach[k - 1]) < (reach[k + 1] === undefined ? -1 : reach[k + 1]));
        x = down ? reach[k + 1] : reach[k - 1] + 1;
        y = x - k;
        if (!(x <= n && y <= m)) continue; // also where there is no way to this place
        while (x < n && y < m && a[start + x] === b[start + y]) { x++; y++; }
        next[k] = x;
        if (x >= n && y >= m) break search;
      }
      reach = next;
    }
    if (steps > most) return pairs.concat(tail); // too different: all between the ends is replaced
    var middle = [];
    for (x = n, y = m; steps > 0; steps--) {
      reach = trace[steps];
      k = x - y;
      var before = k === -steps || (k !== steps && (reach[k - 1] === undefined ? -1 : reach[k - 1]) < (reach[k + 1] === undefined ? -1 : reach[k + 1])) ? k + 1 : k - 1;
      var oldX = reach[before], oldY = oldX - before;
      while (x > oldX && y > oldY) middle.unshift([start + --x, start + --y]);
      x = oldX;
      y = oldY;
    }
    while (x > 0 && y > 0) middle.unshift([start + --x, start + --y]);
    return pairs.concat(middle, tail);
  }

  function likeness(a, b) {
    var shared = 0;
    if (!a.size || !b.size) return a.size === b.size ? 1 : 0;
    a.bag.forEach(function (number, word) { shared += Math.min(number, b.bag.get(word) || 0); });
    return 2 * shared / (a.size + b.size);
  }

  function kind(one) {
    if (one.level) return "heading";
    if (one.tag === "UL" || one.tag === "OL") return "list";
    if (one.tag === "TD" || one.tag === "TH") return "cell";
    return one.tag === "P" || one.tag === "DIV" || !one.tag ? "words" : one.tag;
  }

  // Which passages between two equal ones belong together: those that have most words in common, in their order.
  function partners(olds, news) {
    if (olds.length === news.length && (olds.length === 1 || olds.every(function (one, at) { return kind(one) === "cell" && kind(news[at]) === "cell"; }))) {
      return olds.map(function (one, at) { return [at, at]; }).filter(function (pair) { return kind(olds[pair[0]]) === kind(news[pair[1]]); });
    }
    if (olds.length * news.length > MOST_PAIRS) return [];
    var best = [new Float64Array(news.length + 1)], i, j, pairs = [], like = [];
    for (i = 1; i <= olds.length; i++) {
      best.push(new Float64Array(news.length + 1));
      like.push(new Float64Array(news.length));
      for (j = 1; j <= news.length; j++) {
        var score = kind(olds[i - 1]) === kind(news[j - 1]) ? likeness(olds[i - 1], news[j - 1]) : 0;
        like[i - 1][j - 1] = score < SIMILAR ? 0 : score;
        best[i][j] = Math.max(best[i - 1][j], best[i][j - 1], score < SIMILAR ? 0 : best[i - 1][j - 1] + score);
      }
    }
    for (i = olds.length, j = news.length; i && j;) {
      if (like[i - 1][j - 1] && best[i][j] === best[i - 1][j - 1] + like[i - 1][j - 1]) pairs.unshift([--i, --j]);
      else if (best[i - 1][j] >= best[i][j - 1]) i--;
      else j--;
    }
    return pairs;
  }

  // What became of a list of nodes: {same}, {change, old, parts or hunks}, or {run: true, olds, news}.
  function plan(olds, news) {
    var steps = [], a = 0, b = 0;
    function key(one) { return one.key; }
    function pair(old, now) {
      if (old.key === now.key) return steps.push({ same: now, formal: old.form !== now.form });
      var step = { change: now, old: old };
      if (old.tokens && now.tokens) step.hunks = hunks(old, now);
      else step.parts = plan(inside(old), inside(now));
      steps.push(step);
    }
    function gap(endA, endB) {
      var left = olds.slice(a, endA), right = news.slice(b, endB), at = 0, to = 0;
      partners(left, right).concat([[left.length, right.length]]).forEach(function (two) {
        if (two[0] > at || two[1] > to) steps.push({ run: true, olds: left.slice(at, two[0]), news: right.slice(to, two[1]) });
        if (two[0] < left.length) pair(left[two[0]], right[two[1]]);
        at = two[0] + 1;
        to = two[1] + 1;
      });
    }
    common(olds.map(key), news.map(key)).concat([[olds.length, news.length]]).forEach(function (two) {
      gap(two[0], two[1]);
      if (two[0] < olds.length) pair(olds[two[0]], news[two[1]]);
      a = two[0] + 1;
      b = two[1] + 1;
    });
    return steps;
  }

  function inside(one) { return one.kids || (one.tokens.length ? [node(null, {}, null, one.tokens)] : []); }

  // The changed words of a passage: places [from, to) in the old and in the new one.
  function hunks(old, now) {
    var list = [], a = 0, b = 0, pairs = [];
    if (likeness(old, now) >= REWRITTEN || old.size + now.size < 4) {
      pairs = common(old.tokens.map(function (one) { return one.key; }), now.tokens.map(function (one) { return one.key; }));
    }
    pairs.concat([[old.tokens.length, now.tokens.length]]).forEach(function (two) {
      if (two[0] > a || two[1] > b) list.push({ old: [a, two[0]], now: [b, two[1]] });
      a = two[0] + 1;
      b = two[1] + 1;
    });
    list.forEach(function (hunk) { // a change begins with its word, not with the space before it
      var grows = hunk.now[1] > hunk.now[0], range = grows ? hunk.now : hunk.old, tokens = grows ? now.tokens : old.tokens;
      if (grows && hunk.old[1] > hunk.old[0] || !tokens[range[0]].space || !(tokens[range[1]] || {}).space) return;
      [hunk.old, hunk.now].forEach(function (one) { one[0]++; one[1]++; });
    });
    // Between two changes there is at least a word; else they are one.
    return list.reduce(function (all, hunk) {
      var last = all[all.length - 1];
      if (last && !now.tokens.slice(last.now[1], hunk.now[0]).some(function (one) { return one.word; })) {
        last.old[1] = hunk.old[1];
        last.now[1] = hunk.now[1];
      } else all.push(hunk);
      return all;
    }, []).concat(links(pairs, old, now)).sort(function (one, other) { return one.now[0] - other.now[0]; });
  }

  // Links with the same words and another target; noted behind their last word.
  function links(pairs, old, now) {
    var list = [];
    pairs.forEach(function (two) {
      var before = old.tokens[two[0]].link, after = now.tokens[two[1]].link, last = list[list.length - 1];
      if ((before && before.name) === (after && after.name) || now.tokens[two[1]].space) return;
      if (last && last.before === before && last.after === after) last.now = [two[1] + 1, two[1] + 1];
      else list.push({ before: before, after: after, first: two[1], old: [two[0] + 1, two[0] + 1], now: [two[1] + 1, two[1] + 1] });
    });
    return list;
  }

  // Passages that went from one place to another as they were.
  function moves(steps) {
    var gone = new Map(), moved = 0, last = null;
    function each(list, work) {
      list.forEach(function (step) {
        if (step.run) work(step);
        else if (step.parts) each(step.parts, work);
      });
    }
    each(steps, function (step) {
      step.olds.forEach(function (one, at) {
        if (one.size >= MIN_MOVED || one.level) gone.set(one.key, gone.has(one.key) ? null : { step: step, at: at, one: one });
      });
    });
    each(steps, function (step) {
      step.news.forEach(function (one, at) {
        var from = gone.get(one.key);
        if (!from || from.one.move || from.step === step) return;
        var follows = last && last.to === step && last.toAt === at - 1 && last.from === from.step && last.fromAt === from.at - 1;
        one.move = from.one.move = follows ? last.move : { id: ++moved };
        last = { to: step, toAt: at, from: from.step, fromAt: from.at, move: one.move };
      });
    });
  }

  // ---- Numbering: the changes in the order in which they are read

  function number(steps) {
    var edits = [], trail = [], formal = 0;
    function under(heading) {
      trail = trail.filter(function (one) { return one.level < heading.level; }).concat(heading);
    }
    function edit(kind, more) {
      var made = Object.assign({ number: edits.length + 1, kind: kind, section: trail.filter(function (one) { return one.level > 1; }).map(function (one) { return one.text; }) }, more);
      edits.push(made);
      return made;
    }
    function kindOf(olds, news) { return olds ? (news ? "replace" : "delete") : "insert"; }
    function walk(list) {
      list.forEach(function (step) {
        var now = step.same || step.change;
        if (now && now.level) under(now);
        if (step.formal) formal++;
        if (step.parts) walk(step.parts);
        if (step.hunks) step.hunks.forEach(function (hunk) {
          var kind = "first" in hunk ? "link" : kindOf(hunk.old[1] > hunk.old[0], hunk.now[1] > hunk.now[0]);
          hunk.edit = edit(kind, { hunk: hunk, old: step.old, now: step.change });
        });
        if (!step.run) return;
        var olds = step.olds.filter(function (one) { return !one.move; }), news = step.news.filter(function (one) { return !one.move; });
        function begin() {
          if (step.edit) return;
          var first = news.length ? news[0] : olds[0], before = trail;
          if (first.level) under(first);
          step.edit = edit(kindOf(olds.length, news.length), { olds: olds, news: news });
          if (!news.length) trail = before;
        }
        if (olds.length) begin();
        step.news.forEach(function (one) {
          if (one.level) under(one);
          if (!one.move) return begin();
          if (!one.move.edit) one.move.edit = edit("move", { olds: [], news: [] });
          one.move.edit.news.push(one);
        });
      });
    }
    walk(steps);
    return { edits: edits, formal: formal };
  }

  // ---- Writing

  function Writer(said) {
    this.said = said;
    this.marked = new Set(); // changes whose number stands in the text already
  }

  Writer.prototype = {
    block: function (one) {
      var made = one.level === 1 ? element("h2") : element(one.tag.toLowerCase());
      Object.keys(one.attributes).forEach(function (name) { made.setAttribute(name, one.attributes[name]); });
      return made;
    },

    // One node as it is, or all of it marked.
    whole: function (one, mark, edit) {
      var into = one.tag ? this.block(one) : document.createDocumentFragment(), self = this;
      if (one.kids) one.kids.forEach(function (kid) { into.append(self.whole(kid, mark, edit)); });
      else this.tokens(into, one.tokens, [], mark, edit);
      if (mark && one.tag === "HR") return this.mark(mark, edit, into);
      return into;
    },

    mark: function (name, edit, content) {
      var made = element(name), words = name === "ins" ? this.said.inserted : this.said.deleted;
      made.setAttribute("role", "none"); // the words beside it say what it is, once
      if (edit.kind === "move") {
        made.className = "redline-moved";
        words = name === "ins" ? this.said.moved_here : this.said.moved_away;
      }
      var first = edit.kind === "move" ? name + edit.number : edit.number;
      if (!this.marked.has(first)) {
        this.marked.add(first);
        made.id = (edit.kind === "move" && name === "del" ? "moved-" : "change-") + edit.number;
        made.append(this.badge(edit));
      }
      made.append(element("span", "redline-added redline-words", "[" + words + ": "), content,
        element("span", "redline-added redline-words", " " + this.said.end + "]"));
      return made;
    },

    badge: function (edit) {
      var link = element("a", "", String(edit.number));
      link.href = "#listed-" + edit.number;
      return element("sup", "redline-added redline-number", link);
    },

    // Words with the inline elements around them; marks are innermost, as no element is ever cut by one.
    // open: the elements in which the words before these stand.
    tokens: function (into, tokens, open, mark, edit) {
      var self = this, at = 0;
      while (at < tokens.length) {
        var marks = tokens[at].marks, end = at, parent = into;
        while (end < tokens.length && tokens[end].marks.length === marks.length && tokens[end].marks.every(function (one, level) { return one === marks[level]; })) end++;
        var shared = 0;
        while (shared < open.length && shared < marks.length && open[shared].mark === marks[shared]) shared++;
        open.length = shared;
        if (shared) parent = open[shared - 1].made;
        marks.slice(shared).forEach(function (one) {
          var made = element(one.tag.toLowerCase());
          Object.keys(one.attributes).forEach(function (name) { made.setAttribute(name, one.attributes[name]); });
          if (one.link) made.href = one.link.href;
          parent.append(made);
          parent = made;
          open.push({ mark: one, made: made });
        });
        var piece = document.createDocumentFragment();
        tokens.slice(at, end).forEach(function (one) { self.token(piece, one, mark); });
        parent.append(mark ? this.mark(mark, edit, piece) : piece);
        at = end;
      }
    },

    token: function (into, one, mark) {
      if (one.line) return into.append(element("br"));
      if (one.image) {
        var image = element("img");
        Object.keys(one.image).forEach(function (name) { image.setAttribute(name, one.image[name]); });
        return into.append(image);
      }
      into.append(one.text);
      if (mark) (one.text.match(UNSEEN) || []).forEach(function (sign) {
        into.append(element("span", "redline-added redline-says", "[U+" + sign.codePointAt(0).toString(16).toUpperCase().padStart(4, "0") + "]"));
      });
    },

    passage: function (into, step) {
      var at = 0, tokens = step.change.tokens, open = [], self = this;
      step.hunks.forEach(function (hunk) {
        self.tokens(into, tokens.slice(at, hunk.now[0]), open);
        at = Math.max(at, hunk.now[1]);
        if (hunk.edit.kind === "link") {
          open.length = 0;
          return into.append(self.note(hunk));
        }
        self.tokens(into, step.old.tokens.slice(hunk.old[0], hunk.old[1]), open, "del", hunk.edit);
        self.tokens(into, tokens.slice(hunk.now[0], hunk.now[1]), open, "ins", hunk.edit);
      });
      this.tokens(into, tokens.slice(at), open);
    },

    note: function (hunk) {
      var made = element("ins", "redline-note"), nothing = this.said.nothing;
      made.setAttribute("role", "none");
      made.id = "change-" + hunk.edit.number;
      made.append(this.badge(hunk.edit), element("span", "redline-added redline-says",
        "[" + fill(this.said.link, { old: hunk.before ? hunk.before.name : nothing, "new": hunk.after ? hunk.after.name : nothing }) + "]"));
      return made;
    },

    // Returns what was written as [element or fragment, whether anything in it changed, words].
    steps: function (into, steps) {
      var self = this;
      return steps.reduce(function (written, step) {
        function put(made, changed, one) {
          written.push([made, changed, one]);
          into.append(made);
        }
        if (step.same) put(self.whole(step.same), false, step.same);
        else if (step.run) {
          step.olds.forEach(function (one) { put(self.whole(one, "del", one.move ? one.move.edit : step.edit), true, one); });
          step.news.forEach(function (one) { put(self.whole(one, "ins", one.move ? one.move.edit : step.edit), true, one); });
        } else {
          var made = step.change.tag ? self.block(step.change) : document.createDocumentFragment();
          if (step.hunks) self.passage(made, step);
          else self.steps(made, step.parts);
          put(made, true, step.change);
        }
        return written;
      }, []);
    }
  };

  // Long unchanged parts are folded, but for what a change needs around it: its neighbours, the heading above it.
  function fold(written, said, plural) {
    var shown = written.map(function (one, at) {
      return one[1] || one[0].nodeType !== 1 || (at && written[at - 1][1]) || (at + 1 < written.length && written[at + 1][1]);
    });
    written.forEach(function (one, at) {
      if (!one[1]) return;
      for (var above = at - 1; above >= 0 && !written[above][1]; above--) {
        if (!written[above][2].level) continue;
        shown[above] = true;
        break;
      }
    });
    for (var at = 0; at < written.length;) {
      var end = at, size = 0;
      while (end < written.length && !shown[end]) size += written[end++][2].size;
      if (size >= MIN_FOLDED) {
        var box = element("details", "redline-same");
        box.append(element("summary", "redline-added", fill(said.unchanged[plural(end - at)], { n: end - at })));
        written[at][0].before(box);
        written.slice(at, end).forEach(function (one) { box.append(one[0]); });
      }
      at = Math.max(end, at + 1);
    }
  }

  function cut(text, most, fromEnd) {
    if (text.length <= most) return text;
    return fromEnd ? "… " + text.slice(-most).replace(/^\S*\s/, "") : text.slice(0, most).replace(/\s\S*$/, "") + " …";
  }

  // A change in its sentence, for the table.
  function side(edit, isNew) {
    var box = element("span", "redline"), mark = isNew ? "ins" : "del", all, tokens, text;
    if (edit.kind === "move" && !isNew) {
      var link = element("a", "", "#" + edit.number);
      link.href = "#moved-" + edit.number;
      return link;
    }
    if (edit.kind === "link") {
      var leads = isNew ? edit.hunk.after : edit.hunk.before;
      box.append(joined(edit.now.tokens.slice(edit.hunk.first, edit.hunk.now[1])), " → ", element("code", "", leads ? leads.name : "—"));
      return box;
    }
    if (edit.hunk) {
      tokens = isNew ? edit.now.tokens : edit.old.tokens;
      all = isNew ? edit.hunk.now : edit.hunk.old;
      var left = joined(tokens.slice(0, all[0])), right = joined(tokens.slice(all[1]));
      text = joined(tokens.slice(all[0], all[1]));
      left = left.slice(Math.max.apply(null, [0].concat(Array.from(left.matchAll(/[.!?…;]\s+|[。！？؟]/g), function (found) { return found.index + found[0].length; }))));
      var stop = right.match(/[.!?…;](?=\s)|[。！？؟]/);
      right = stop ? right.slice(0, stop.index + 1) : right;
      box.append(cut(left, NEAR, true));
      if (text) box.append(element(mark, "", cut(text, MOST_SHOWN)));
      box.append(cut(right, NEAR));
      return box;
    }
    text = (isNew ? edit.news : edit.olds).map(function (one) { return one.text; }).join(" ");
    box.append(text ? element(mark, edit.kind === "move" ? "redline-moved" : "", cut(text, MOST_SHOWN)) : "—");
    return box;
  }

  function joined(tokens) { return tokens.map(function (one) { return one.text; }).join(""); }

  function table(edits, said, language) {
    var list = element("table", "redline-list"), head = element("tr"), body = element("tbody");
    list.append(element("caption", "redline-words", said.list_title));
    said.columns.forEach(function (name) {
      var cell = element("th", "", name);
      cell.scope = "col";
      head.append(cell);
    });
    edits.forEach(function (edit) {
      var row = element("tr"), first = element("th"), link = element("a");
      row.id = "listed-" + edit.number;
      first.scope = "row";
      link.href = "#change-" + edit.number;
      link.append(element("span", "redline-words", said.columns[0] + " "), element("b", "", String(edit.number)), " ", element("span", "", said.names[edit.kind]));
      first.append(link);
      row.append(first);
      [edit.section.join(" › ") || said.top, side(edit, false), side(edit, true)].forEach(function (content, at) {
        var cell = element("td", "", content);
        cell.dataset.label = said.columns[at + 1];
        if (at || edit.section.length) cell.lang = language;
        row.append(cell);
      });
      body.append(row);
    });
    list.append(element("thead", "", head), body);
    return element("div", "redline-changes", list);
  }

  function summary(result, said, plural) {
    var line = element("p", "redline-summary"), edits = result.edits;
    function count(forms, number) { return fill(forms[plural(number)], { n: number }); }
    if (edits.length) {
      var kinds = Object.keys(said.kinds).map(function (kind) {
        var number = edits.filter(function (edit) { return edit.kind === kind; }).length;
        return number ? count(said.kinds[kind], number) : "";
      }).filter(Boolean);
      var sections = new Set(edits.map(function (edit) { return edit.section.join("\n"); })).size;
      line.append(element("strong", "", count(said.changes, edits.length)), " " + count(said.sections, sections) + said.colon + kinds.join(", ") + ".");
    } else line.append(element("strong", "", said.no_changes));
    if (result.formal) line.append(" " + count(said.formal, result.formal) + ".");
    return line;
  }

  // ---- The page

  function setUp(form) {
    var data = form.dataset, said = JSON.parse(data.words), from = form.elements.from, to = form.elements.to;
    var status = document.querySelector(".pp-compare-said"), result = document.querySelector(".pp-compare-result");
    var parts = document.querySelector(".pp-compare-parts"), pages = {}, asked = 0;
    var rules = window.Intl && Intl.PluralRules && new Intl.PluralRules(document.documentElement.lang || "en");
    function plural(number) { return (rules ? rules.select(number) === "one" : number === 1) ? 0 : 1; }

    function say(text) { status.replaceChildren(element("p", "", text)); }

    function load(version) {
      var page = new URL(data.version.replace("{number}", version), location.href).href;
      pages[version] = pages[version] || fetch(page).then(function (reply) {
        return reply.ok ? reply.text() : Promise.reject(new Error(reply.status));
      }).then(function (html) {
        var read_ = new DOMParser().parseFromString(html, "text/html"), text = read_.querySelector(".pp-text");
        if (!text) throw new Error("no text");
        var title = read_.querySelector(".pp-sheet-body > h1"), whole = read_.createElement("div");
        if (title) whole.append(title);
        whole.append.apply(whole, text.childNodes);
        return read(whole, page, splitter(text.lang));
      });
      pages[version].catch(function () { delete pages[version]; });
      return pages[version];
    }

    function show(olds, news, old, now) {
      var steps = plan(olds, news);
      moves(steps);
      var found = number(steps), line = summary(found, said, plural);
      status.replaceChildren(element("p", "", fill(data.done, { old: old, "new": now })), line);
      result.replaceChildren();
      if (!found.edits.length) return;
      result.append(parts.content.cloneNode(true));
      var area = result.querySelector(".pp-jump-area"), box = area.querySelector(".pp-redline"), text = element("div", "redline");
      fold(new Writer(said).steps(text, steps), said, plural);
      box.dataset.old = fill(data.name, { number: old });
      box.dataset.new = fill(data.name, { number: now });
      box.replaceChildren(text);
      result.querySelector("#pp-list").after(table(found.edits, said, box.lang));
      window.publisherRedline();
    }

    // The steps from one version to another, for when they cannot be compared here.
    function steps(old, now) {
      var low = Math.min(old, now), high = Math.max(old, now), list = element("ul"), at = high, way = [];
      while (at > low) {
        var step = document.querySelector("[data-step=\"" + at + "\"]");
        if (!step) break;
        way.unshift(step);
        at = Number(step.dataset.base);
      }
      if (at !== low) way = Array.prototype.filter.call(document.querySelectorAll("[data-step]"), function (one) {
        return Number(one.dataset.step) > low && Number(one.dataset.step) <= high;
      }).reverse();
      way.forEach(function (one) { list.append(element("li", "", one.querySelector("a").cloneNode(true))); });
      return list;
    }

    function compare() {
      var old = from.value, now = to.value, turn = ++asked;
      if (!old || !now) return;
      history.replaceState(history.state, "", "?from=" + old + "&to=" + now + location.hash);
      if (old === now) {
        result.replaceChildren();
        return say(data.same);
      }
      say(data.waiting);
      Promise.all([load(old), load(now)]).then(function (texts) {
        if (turn === asked) show(texts[0], texts[1], old, now);
      }).catch(function () {
        if (turn !== asked) return;
        say(data.failed);
        result.replaceChildren(steps(Number(old), Number(now)));
      });
    }

    function has(select, version) {
      return Array.prototype.some.call(select.options, function (option) { return option.value === version; });
    }

    // What most readers ask: what changes next, or what changed last.
    function preset() {
      var now = Date.now(), list = Array.prototype.filter.call(to.options, function (option) { return option.dataset.since; });
      if (list.length < 2) return;
      list.sort(function (one, other) { return Date.parse(one.dataset.since) - Date.parse(other.dataset.since); });
      var current = list.filter(function (option) { return Date.parse(option.dataset.since) <= now; }).length - 1;
      var at = current < 0 || current + 1 < list.length ? current + 1 : current;
      to.value = list[Math.max(at, Math.min(1, list.length - 1))].value;
      from.value = list[Math.max(0, list.indexOf(to.selectedOptions[0]) - 1)].value;
    }

    form.hidden = false;
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      if (location.hash) history.replaceState(history.state, "", location.pathname + location.search);
      compare();
    });
    var wanted = new URLSearchParams(location.search), first = wanted.get("from"), second = wanted.get("to");
    if (has(from, first) && has(to, second)) {
      from.value = first;
      to.value = second;
      compare();
    } else preset();
  }

  function start() {
    var form = document.querySelector("form.pp-compare[hidden]");
    if (form) setUp(form);
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
