// Where drafts lie: in this browser's storage, one item each, named `draft <visitor> <path of the form> <id>`. The oldest
// make room. Where storage is full or forbidden nothing is kept, and nobody is troubled with that.

const MOST = 40;
// Characters in all; browsers give a site five million.
const ROOM = 1_000_000;

const visitor = () => document.documentElement.dataset.visitor ?? '';
const shelf = (path) => `draft ${visitor()} ${path}`;

export const keyOf = (path, id) => `${shelf(path)} ${id}`;
export const pathOf = (key) => key.split(' ')[2];

function quietly(act, otherwise) {
  try {
    return act(localStorage);
  } catch {
    return otherwise;
  }
}

const keys = (start) => quietly((storage) => Object.keys(storage).filter((key) => key.startsWith(start)), []);

/** The keys of all drafts of this visitor. */
export const mine = () => keys(shelf(''));

/** What was kept under a key: `at`, `version`, `fields`, and the key; without fields where nothing readable lies there. */
export const read = (key) => quietly((storage) => ({...JSON.parse(storage.getItem(key)), key}), {});

const newestFirst = (found) => found.map(read).filter(({fields}) => fields).sort((one, other) => other.at - one.at);

/** What was typed into a form with this path, newest first. */
export const find = (path) => newestFirst(keys(`${shelf(path)} `));

export const drop = (key) => quietly((storage) => storage.removeItem(key));

/** Keep a draft; false where that cannot be done. */
export function keep(key, draft) {
  const text = JSON.stringify(draft);
  const others = newestFirst(keys('draft ').filter((other) => other !== key));
  return quietly((storage) => {
    let size = text.length;
    for (const [place, other] of others.entries()) {
      size += JSON.stringify(other.fields).length;
      if (place + 1 >= MOST || size > ROOM) storage.removeItem(other.key);
    }
    storage.setItem(key, text);
    return true;
  }, false);
}
