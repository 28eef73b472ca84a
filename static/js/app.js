/* What the page cannot do alone. Without this file everything still works. Words come from the <template>s of base.html. */
(function () {
  "use strict";
  var doc = document, body = doc.body, unsaved = false, failed = null, lockTimer;

  function each(root, selector, act) {
    Array.prototype.forEach.call(root.querySelectorAll(selector), act);
  }

  /* Messages: one from us at a time, never removing what the server said. */
  function forget() {
    each(doc, "#messages .own", function (old) { old.remove(); });
  }
  function say(kind) {
    var box = doc.getElementById("messages"), words = doc.getElementById("say-" + kind);
    if (!box || !words) return;
    forget();
    box.appendChild(words.content.cloneNode(true));
    box.scrollIntoView({ block: "nearest" });
  }

  /* Requests that failed: say why, offer the same act again. */
  function broken(kind) {
    return function (event) {
      failed = event.detail.elt;
      each(failed, "progress", function (bar) { bar.hidden = true; });
      say(kind);
    };
  }
  body.addEventListener("htmx:sendError", broken("offline"));
  body.addEventListener("htmx:timeout", broken("offline"));
  body.addEventListener("htmx:responseError", function (event) {
    var status = event.detail.xhr.status;
    broken(status === 413 ? "large" : status === 403 || status === 404 ? "missing" : "failed")(event);
  });
  body.addEventListener("htmx:afterOnLoad", function (event) {
    if (event.detail.xhr.status >= 400) return;
    forget();
    if (event.detail.requestConfig.verb !== "get") unsaved = false;
    watchLock();
  });
  window.addEventListener("offline", function () { say("offline"); });
  window.addEventListener("online", forget);

  /* Focus: the error summary, else the heading that took the place of what had the focus. */
  function prepare(root) {
    var errors = root.querySelector(".errors"), head = root.querySelector("[tabindex='-1']:not(main)");
    if (errors) errors.focus();
    else if (head && root !== doc && doc.activeElement === body) head.focus();
    each(root, "[data-reveal],[data-print]", function (button) { button.hidden = false; });
  }
  body.addEventListener("htmx:afterSettle", function (event) {
    prepare(event.detail.elt);
    if (event.detail.elt.closest("#messages")) event.detail.elt.scrollIntoView();
  });

  /* Buttons */
  doc.addEventListener("click", function (event) {
    var button = event.target.closest ? event.target.closest("button") : null;
    if (!button) return;
    if (button.dataset.reveal) {
      var input = doc.getElementById(button.dataset.reveal), shown = input.type === "text", text = button.textContent;
      input.type = shown ? "password" : "text";
      button.textContent = button.dataset.other;
      button.dataset.other = text;
    } else if (button.dataset.print !== undefined) {
      window.print();
    } else if (button.dataset.again !== undefined && failed) {
      forget();
      if (failed.requestSubmit) failed.requestSubmit(); else failed.click();
    }
  });

  /* Uploads: how much has gone; a photo is made smaller here already, where the browser can keep it upright. */
  body.addEventListener("htmx:xhr:progress", function (event) {
    var bar = event.target.querySelector("progress");
    if (!bar || !event.detail.lengthComputable) return;
    bar.hidden = false;
    bar.value = event.detail.loaded / event.detail.total;
  });
  doc.addEventListener("change", function (event) {
    var input = event.target, file = input.files && input.files[0];
    if (!file || !/^image\/(jpeg|hei[cf])$/.test(file.type) || file.size < 3e5) return;
    if (!window.createImageBitmap || !window.DataTransfer) return;
    createImageBitmap(file, { imageOrientation: "from-image" }).then(function (photo) {
      var scale = Math.min(1, 1600 / Math.max(photo.width, photo.height)), canvas = doc.createElement("canvas");
      canvas.width = photo.width * scale;
      canvas.height = photo.height * scale;
      canvas.getContext("2d").drawImage(photo, 0, 0, canvas.width, canvas.height);
      canvas.toBlob(function (small) {
        if (!small || small.size >= file.size || input.files[0] !== file) return;
        var list = new DataTransfer();
        list.items.add(new File([small], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }));
        input.files = list.files;
      }, "image/jpeg", 0.82);
    }).catch(function () {});
  });

  /* Leaving while something typed is not saved (forms marked data-unsaved). */
  doc.addEventListener("input", function (event) {
    if (event.target.closest("form[data-unsaved]")) unsaved = true;
  });
  doc.addEventListener("submit", function (event) { if (!event.defaultPrevented) unsaved = false; });
  window.addEventListener("beforeunload", function (event) {
    if (!unsaved) return;
    event.preventDefault();
    event.returnValue = "";
  });

  /* The session locks after data-idle seconds without a request: warn five minutes before. */
  function watchLock() {
    clearTimeout(lockTimer);
    if (body.dataset.idle) lockTimer = setTimeout(say, Math.max(body.dataset.idle - 300, 60) * 1000, "lock");
  }

  prepare(doc);
  watchLock();
})();
