// The card on the map follows the pointer and the keyboard. Without this script every dot is still a link with a name.
for (const map of document.querySelectorAll("[data-map]")) {
  const card = map.querySelector("[data-map-card]");
  const title = card.querySelector(".map__card-title");
  const text = card.querySelector(".meta");
  const link = card.querySelector(".map__card-link");

  const show = (place) => {
    title.textContent = place.getAttribute("aria-label");
    text.textContent = place.dataset.description;
    text.hidden = !place.dataset.description;
    link.setAttribute("href", place.getAttribute("href"));
    card.hidden = false;
    for (const other of map.querySelectorAll(".map__place--chosen")) {
      other.classList.remove("map__place--chosen");
    }
    place.classList.add("map__place--chosen");
  };

  for (const place of map.querySelectorAll(".map__place")) {
    place.addEventListener("pointerenter", () => show(place));
    place.addEventListener("focus", () => show(place));
    // The browser's own tooltip would stand on top of the card; the link keeps its name.
    place.querySelector("title")?.remove();
  }
}
