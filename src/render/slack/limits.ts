/** Slack's limits, in Unicode code points. A message that exceeds one is refused as a whole. */
export const MESSAGE_BLOCKS = 50
/** Of a modal or of the Home tab. */
export const VIEW_BLOCKS = 100
/** Undocumented: about 12,000 over all blocks of a message including structure; 11,341 was refused once. */
export const PAGE_CHARACTERS = 10_000
/** Any text object, and any piece of rich text. */
export const TEXT = 3_000
export const HEADER = 150
export const ACTIONS = 25
export const BUTTON_TEXT = 75
export const BUTTON_VALUE = 2_000
export const OPTION_TEXT = 75
export const OPTION_VALUE = 150
export const SELECT_OPTIONS = 100
export const RADIO_OPTIONS = 10
export const ALT_TEXT = 2_000
export const IMAGE_TITLE = 2_000
/** Title, submit and close of a modal. */
export const VIEW_WORDS = 24
export const PRIVATE_METADATA = 3_000
export const INPUT_LABEL = 2_000
export const INPUT_TEXT = 3_000
/** Including the header row. */
export const TABLE_ROWS = 100
export const TABLE_COLUMNS = 20
export const TABLES_IN_A_MESSAGE = 1
/** The fallback text: more than a lock screen shows, far below the 40,000 at which Slack cuts. */
export const FALLBACK = 3_000
