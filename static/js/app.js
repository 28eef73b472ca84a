/* What the page cannot do alone; without it everything still works. The words stand in templates/shared/_say.html. */
(() => {
  "use strict";
  var doc = document, body = doc.body, offline, failed, lockTimer, retryTimer, tries = 0;

  var each = (selector, act, root) => (root || doc).querySelectorAll(selector).forEach(act);
  var words = kind => doc.getElementById("say-" + kind).content.cloneNode(true);
  var on = (name, act) => body.addEventListener("htmx:" + name, act);

  /* Messages: one from us at a time, never removing what the server said. */
  var forget = () => each("#messages .own", old => old.remove());
  var say = kind => {
    forget();
    each("#messages", box => box.appendChild(words(kind)));
  };
  var warn = kind => {
    say(kind);
    each("#messages", box => box.scrollIntoView({ block: "nearest" }));
  };

  /* Drafts: data-unsaved is empty (saved), new, sent, lost (goes again by itself) or ask; [data-told] says so. */
  var mark = (form, state) => {
    form.dataset.unsaved = state;
    if (!state) tries = 0;
    else each("[data-told]", bar => {
      bar.textContent = "";
      bar.appendChild(words(state));
    }, form);
  };
  var retry = form => {
    var wait = [3e3, 1e4, 3e4][tries];
    if (wait && !retryTimer) {
      tries++;
      retryTimer = setTimeout(resend, wait);
    }
    mark(form, retryTimer ? "lost" : "ask");
  };
  var resend = () => {
    retryTimer = clearTimeout(retryTimer);
    each("[data-unsaved=lost],[data-unsaved=ask]", form => form.dispatchEvent(new Event("again")));
  };
  var resendNow = () => {
    tries = 0;
    resend();
  };

  /* Requests that failed: say why, offer the same act again; drafts need no asking. */
  var broken = kind => event => {
    var elt = event.detail.elt;
    if (elt.matches("[hx-trigger*=again]") && /offline|failed/.test(kind)) return retry(elt);
    failed = elt;
    each("progress", bar => { bar.hidden = true; }, elt);
    warn(kind);
  };
  on("sendError", broken("offline"));
  on("timeout", broken("offline"));
  on("responseError", event => {
    broken({ 403: "missing", 404: "missing", 413: "large" }[event.detail.xhr.status] || "failed")(event);
  });
  on("beforeRequest", event => {
    if (event.detail.elt.matches("[data-unsaved]")) mark(event.detail.elt, "sent");
  });
  on("afterOnLoad", event => {
    var form = event.detail.requestConfig.elt, state = form.dataset.unsaved, refused = event.detail.xhr.status >= 400;
    if (/new|sent/.test(state)) mark(doc.getElementById(form.id) || form, refused || state === "new" ? "new" : "");
    if (refused) return;
    forget();
    failed = null;
    watchLock();
  });
  window.addEventListener("offline", () => {
    offline = true;
    say("offline");
  });
  window.addEventListener("online", () => {
    offline = false;
    resendNow();
    if (!failed) forget();
  });

  /* Focus: the error summary, else the heading that took the place of what had it. */
  var prepare = root => {
    var errors = root.querySelector(".errors"), head = root.querySelector("[tabindex='-1']:not(main)");
    if (errors) errors.focus();
    else if (head && root !== doc && doc.activeElement === body) head.focus();
    each("[data-reveal],[data-print]", button => { button.hidden = false; }, root);
  };
  on("afterSettle", event => {
    prepare(event.detail.elt);
    if (event.detail.elt.closest("#messages")) event.detail.elt.scrollIntoView();
  });

  /* Buttons */
  doc.addEventListener("click", event => {
    var button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.reveal) {
      var input = doc.getElementById(button.dataset.reveal), shown = input.type === "text", text = button.textContent;
      input.type = shown ? "password" : "text";
      button.textContent = button.dataset.other;
      button.dataset.other = text;
    } else if (button.dataset.print !== undefined) {
      window.print();
    } else if (button.dataset.again !== undefined) {
      forget();
      resendNow();
      if (failed) failed.requestSubmit ? failed.requestSubmit() : failed.click();
    }
  });

  /* Leaving while something typed is not saved; a form that cannot arrive keeps its page. */
  doc.addEventListener("input", event => {
    var form = event.target.closest("form[data-unsaved]");
    tries = 0;
    if (form && form.dataset.unsaved !== "new") mark(form, "new");
  });
  doc.addEventListener("submit", event => {
    if (event.defaultPrevented) return;
    if (!offline) return each("[data-unsaved]", form => { form.dataset.unsaved = ""; });
    event.preventDefault();
    failed = event.submitter || event.target;
    warn("offline");
  });
  window.addEventListener("beforeunload", event => {
    if (!doc.querySelector("[data-unsaved]:not([data-unsaved=''])")) return;
    event.preventDefault();
    event.returnValue = "";
  });

  /* The session locks after data-idle seconds without a request: say so five minutes before. */
  var watchLock = () => {
    clearTimeout(lockTimer);
    if (body.dataset.idle) lockTimer = setTimeout(say, Math.max(body.dataset.idle - 300, 60) * 1000, "lock");
  };

  prepare(doc);
  watchLock();
})();
