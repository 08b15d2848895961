// A document opened from an answer: the way back is to close this tab, and the answer is there.
"use strict";
if (opener) {
  for (const link of document.querySelectorAll(".kw-home")) {
    link.textContent = link.dataset.back;
    link.addEventListener("click", (event) => {
      event.preventDefault();
      close();
    });
  }
}
// Who reads with a screen reader or the keyboard begins where the page was scrolled to.
document.querySelector(":target")?.focus({ preventScroll: true });
