/* What pages with an upload load beside app.js; without it everything still works. */
(() => {
  "use strict";

  /* How much has gone. */
  document.body.addEventListener("htmx:xhr:progress", event => {
    var bar = event.target.querySelector("progress");
    if (!bar || !event.detail.lengthComputable) return;
    bar.hidden = false;
    bar.value = event.detail.loaded / event.detail.total;
  });

  /* A photo is made smaller here already, where the browser can keep it upright. */
  document.addEventListener("change", event => {
    var input = event.target, file = input.files && input.files[0];
    if (!file || !/^image\/(jpeg|hei[cf])$/.test(file.type) || file.size < 3e5) return;
    if (!window.createImageBitmap || !window.DataTransfer) return;
    createImageBitmap(file, { imageOrientation: "from-image" }).then(photo => {
      var scale = Math.min(1, 1600 / Math.max(photo.width, photo.height)), canvas = document.createElement("canvas");
      canvas.width = photo.width * scale;
      canvas.height = photo.height * scale;
      canvas.getContext("2d").drawImage(photo, 0, 0, canvas.width, canvas.height);
      canvas.toBlob(small => {
        if (!small || small.size >= file.size || input.files[0] !== file) return;
        var list = new DataTransfer();
        list.items.add(new File([small], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }));
        input.files = list.files;
      }, "image/jpeg", 0.82);
    }).catch(() => {});
  });
})();
