// The select2 fields of pages that are not the edit form of a post: their names, nothing else.

import { selects } from "./desk/selects.js"

selects(document)
