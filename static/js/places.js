// Places: where one field of a record stands and can be edited, a grid cell or a field of a public page. Both are named
// `product-42-price` and stand in an element of the record, `product-42`, that knows its address and version.

export const PLACE = '[role=gridcell], [data-field][id]';

export const placeOf = (element) => element?.closest?.(PLACE) ?? null;
export const ownerOf = (place) => place.closest('[data-version]');
export const fieldOf = (place) => place.id.slice(ownerOf(place).id.length + 1);
export const faceOf = (place) => (place.matches('[role=gridcell]') ? 'grid' : 'page');
export const formsIn = (place) => [...place.querySelectorAll(':scope > form.editor')];
export const controlOf = (form) => form.elements.value;

/** The editor's form that the page brings along for this place, if it brings one. */
export function templateOf(place) {
  return document.querySelector(`[data-editor="${fieldOf(place)}"]`);
}

export function editable(place) {
  if (!ownerOf(place) || place.matches('[aria-readonly=true], .actions') || place.closest('[data-trash]')) return false;
  return faceOf(place) === 'grid' || templateOf(place) !== null;
}

/** What stands in a place as one types it; a place says so itself where it shows something else. Of a long text, its beginning. */
export const valueOf = (place) => place.dataset.value ?? place.querySelector(':scope > .value')?.textContent ?? '';

/** What a control's value looks like where it is only shown. */
export function shownBy(control) {
  return control.matches('select') ? (control.selectedOptions[0]?.text ?? '') : control.value;
}
