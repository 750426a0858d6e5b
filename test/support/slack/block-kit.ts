/**
 * What Slack would say of blocks: every limit, every required field, nothing unknown. Written from Slack's own
 * documentation and apart from the renderer, whose constants it does not share.
 */
export type Surface = 'message' | 'modal' | 'home'

type Json = Readonly<Record<string, unknown>>
type Check = (value: unknown, at: string) => readonly string[]

/** One message was reported rejected at 11,341 characters. The whole page counts. */
const MOST_IN_A_MESSAGE = 11_000

export function problemsOfBlocks(blocks: unknown, surface: Surface): readonly string[] {
  if (!Array.isArray(blocks)) return ['blocks: not a list']
  const most = surface === 'message' ? 50 : 100
  const each = blocks.flatMap((block, index) => problemsOfBlock(block, `/blocks/${index}`, surface))
  const tables = blocks.filter((block) => isObject(block) && block.type === 'table').length
  const ids = blocks.flatMap((block) => (isObject(block) && block.block_id ? [block.block_id] : []))
  return [
    ...each,
    ...(blocks.length === 0 ? ['/blocks: none'] : []),
    ...(blocks.length > most ? [`/blocks: ${blocks.length} of ${most}`] : []),
    ...(tables > 1 ? ['/blocks: only one table'] : []),
    ...(new Set(ids).size < ids.length ? ['/blocks: a block_id twice'] : []),
  ]
}

/** Slack answers `msg_blocks_too_long`. */
export function isTooLong(blocks: unknown): boolean {
  return codePoints(JSON.stringify(blocks)) > MOST_IN_A_MESSAGE
}

export function problemsOfView(view: unknown): readonly string[] {
  if (!isObject(view)) return ['view: not an object']
  if (view.type === 'home') {
    return [
      ...fields(
        view,
        {
          type: anything,
          blocks: anything,
          private_metadata: text(0, 3000),
          callback_id: text(1, 255),
          external_id: text(1, 255),
        },
        ['blocks'],
        '/view',
      ),
      ...problemsOfBlocks(view.blocks, 'home'),
    ]
  }
  if (view.type !== 'modal') return ['/view/type: unknown']
  const hasInput =
    Array.isArray(view.blocks) && view.blocks.some((block) => isObject(block) && block.type === 'input')
  return [
    ...fields(
      view,
      {
        type: anything,
        blocks: anything,
        title: plain(1, 24),
        submit: plain(1, 24),
        close: plain(1, 24),
        private_metadata: text(0, 3000),
        callback_id: text(1, 255),
        external_id: text(1, 255),
        clear_on_close: anything,
        notify_on_close: anything,
      },
      ['blocks', 'title'],
      '/view',
    ),
    ...(hasInput && !view.submit ? ['/view/submit: required beside an input'] : []),
    ...problemsOfBlocks(view.blocks, 'modal'),
  ]
}

/** Anything that would notify or link, in a message's fallback or in its blocks. */
export function liveTokens(page: { readonly text?: unknown; readonly blocks?: unknown }): readonly string[] {
  return [...tokensIn(page.text), ...liveIn(page.blocks)]
}

const LIVE_ELEMENTS = ['user', 'usergroup', 'channel', 'team', 'broadcast', 'link', 'emoji', 'date', 'color']

function liveIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(liveIn)
  if (!isObject(value)) return []
  const own = LIVE_ELEMENTS.includes(String(value.type)) ? [String(value.type)] : []
  const marked = value.type === 'mrkdwn' || value.type === 'markdown' ? tokensIn(value.text) : []
  return [...own, ...marked, ...Object.values(value).flatMap(liveIn)]
}

/** A token in angle brackets, or an address that Slack turns into a link. */
function tokensIn(value: unknown): readonly string[] {
  return typeof value === 'string' ? (value.match(/<[^>]*>?|\w:\/\/\S|mailto:\S/g) ?? []) : []
}

function problemsOfBlock(block: unknown, at: string, surface: Surface): readonly string[] {
  if (!isObject(block)) return [`${at}: not an object`]
  const type = String(block.type)
  const known = BLOCKS[type]
  if (!known) return [`${at}/type: unknown "${type}"`]
  if (!known.surfaces.includes(surface)) return [`${at}/type: no ${type} in a ${surface}`]
  return [
    ...fields(block, { type: anything, block_id: text(1, 255), ...known.fields }, known.required, at),
    ...(known.more?.(block, at) ?? []),
  ]
}

interface Kind {
  readonly surfaces: readonly Surface[]
  readonly fields: Readonly<Record<string, Check>>
  readonly required: readonly string[]
  readonly more?: (block: Json, at: string) => readonly string[]
}

const EVERYWHERE: readonly Surface[] = ['message', 'modal', 'home']

const anything: Check = () => []
const flag: Check = (value, at) => (typeof value === 'boolean' ? [] : [`${at}: not true or false`])

function text(least: number, most: number): Check {
  return (value, at) => {
    if (typeof value !== 'string') return [`${at}: no text`]
    if (!value.isWellFormed() || value.includes('\u0000')) return [`${at}: not Unicode`]
    const length = codePoints(value)
    return length < least || length > most ? [`${at}: ${length} characters of ${least} to ${most}`] : []
  }
}

function plain(least: number, most: number): Check {
  return (value, at) => {
    if (!isObject(value) || value.type !== 'plain_text') return [`${at}: no plain_text`]
    return fields(value, { type: anything, text: text(least, most), emoji: flag }, ['text'], at)
  }
}

function words(most: number): Check {
  return (value, at) => {
    if (isObject(value) && value.type === 'mrkdwn') {
      return fields(value, { type: anything, text: text(1, most), verbatim: flag }, ['text'], at)
    }
    return plain(1, most)(value, at)
  }
}

function list(least: number, most: number, each: Check): Check {
  return (value, at) => {
    if (!Array.isArray(value)) return [`${at}: not a list`]
    return [
      ...(value.length < least || value.length > most
        ? [`${at}: ${value.length} of ${least} to ${most}`]
        : []),
      ...value.flatMap((member, index) => each(member, `${at}/${index}`)),
    ]
  }
}

function object(shape: Readonly<Record<string, Check>>, required: readonly string[]): Check {
  return (value, at) => (isObject(value) ? fields(value, shape, required, at) : [`${at}: not an object`])
}

function oneOf(...allowed: readonly unknown[]): Check {
  return (value, at) => (allowed.includes(value) ? [] : [`${at}: "${String(value)}"`])
}

/** One of several kinds, by its `type`. */
function kinds(all: Readonly<Record<string, Check>>): Check {
  return (value, at) => {
    const check = isObject(value) ? all[String(value.type)] : undefined
    return check ? check(value, at) : [`${at}/type: unknown`]
  }
}

const option = object(
  { text: plain(1, 75), value: text(1, 150), description: plain(1, 75), url: text(1, 3000) },
  ['text', 'value'],
)
const confirmation = object(
  { title: plain(1, 100), text: plain(1, 300), confirm: plain(1, 30), deny: plain(1, 30), style: anything },
  ['title', 'text', 'confirm', 'deny'],
)

const button: Check = object(
  {
    type: anything,
    text: plain(1, 75),
    action_id: text(1, 255),
    value: text(1, 2000),
    url: text(1, 3000),
    style: oneOf('primary', 'danger'),
    confirm: confirmation,
    accessibility_label: text(1, 75),
  },
  ['text', 'action_id'],
)

/** The initial option must equal one of the options in every part. */
const chosen =
  (check: Check): Check =>
  (value, at) => {
    const { options = [], initial_option: initial } = value as Json
    const known = (options as readonly unknown[]).map((each) => JSON.stringify(each))
    return [
      ...check(value, at),
      ...(initial && !known.includes(JSON.stringify(initial)) ? [`${at}/initial_option: no option`] : []),
    ]
  }

const select = chosen(
  object(
    {
      type: anything,
      action_id: text(1, 255),
      options: list(1, 100, option),
      initial_option: option,
      placeholder: plain(1, 150),
      focus_on_load: flag,
    },
    ['action_id', 'options'],
  ),
)

const radios = chosen(
  object(
    {
      type: anything,
      action_id: text(1, 255),
      options: list(1, 10, option),
      initial_option: option,
      focus_on_load: flag,
    },
    ['action_id', 'options'],
  ),
)

const day: Check = (value, at) =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value))
    ? []
    : [`${at}: no day`]

const datepicker = object(
  {
    type: anything,
    action_id: text(1, 255),
    initial_date: day,
    placeholder: plain(1, 150),
    confirm: confirmation,
    focus_on_load: flag,
  },
  ['action_id'],
)

const entry: Check = (value, at) => [
  ...object(
    {
      type: anything,
      action_id: text(1, 255),
      multiline: flag,
      min_length: anything,
      max_length: anything,
      initial_value: text(0, 3000),
      placeholder: plain(1, 150),
      focus_on_load: flag,
    },
    ['action_id'],
  )(value, at),
  ...(Number((value as Json).max_length ?? 1) > 3000 ? [`${at}/max_length: over 3000`] : []),
]

const style = object({ bold: flag, italic: flag, strike: flag, code: flag }, [])
const richPiece = kinds({
  text: object({ type: anything, text: text(1, 3000), style }, ['text']),
  link: object({ type: anything, url: text(1, 3000), text: text(1, 3000), style, unsafe: flag }, ['url']),
  user: object({ type: anything, user_id: text(1, 255), style }, ['user_id']),
  channel: object({ type: anything, channel_id: text(1, 255), style }, ['channel_id']),
  broadcast: object({ type: anything, range: oneOf('here', 'channel', 'everyone'), style }, ['range']),
  emoji: object({ type: anything, name: text(1, 255), unicode: anything, style }, ['name']),
})
const richSection = object({ type: anything, elements: list(1, 200, richPiece) }, ['elements'])
const richElement = kinds({
  rich_text_section: richSection,
  rich_text_list: object(
    {
      type: anything,
      style: oneOf('bullet', 'ordered'),
      indent: anything,
      border: anything,
      offset: anything,
      elements: list(1, 200, kinds({ rich_text_section: richSection })),
    },
    ['elements', 'style'],
  ),
  rich_text_quote: object({ type: anything, border: anything, elements: list(1, 200, richPiece) }, [
    'elements',
  ]),
  rich_text_preformatted: object({ type: anything, border: anything, elements: list(1, 200, richPiece) }, [
    'elements',
  ]),
})
const richText = object({ type: anything, block_id: text(1, 255), elements: list(1, 200, richElement) }, [
  'elements',
])

const slackFile: Check = (value, at) =>
  isObject(value) && (typeof value.id === 'string') !== (typeof value.url === 'string')
    ? fields(value, { id: text(1, 255), url: text(1, 3000) }, [], at)
    : [`${at}: an id or a url`]
const picture = { image_url: text(1, 3000), slack_file: slackFile, alt_text: text(1, 2000) }

const tableCell = kinds({
  raw_text: object({ type: anything, text: text(1, 3000) }, ['text']),
  raw_number: object({ type: anything, value: anything, text: text(1, 3000) }, ['value']),
  rich_text: richText,
})

const inputElement = kinds({
  plain_text_input: entry,
  datepicker,
  static_select: select,
  radio_buttons: radios,
})

const BLOCKS: Readonly<Record<string, Kind>> = {
  header: { surfaces: EVERYWHERE, fields: { text: plain(1, 150) }, required: ['text'] },
  divider: { surfaces: EVERYWHERE, fields: {}, required: [] },
  section: {
    surfaces: EVERYWHERE,
    fields: {
      text: words(3000),
      fields: list(1, 10, words(2000)),
      accessory: kinds({ button, static_select: select, radio_buttons: radios, datepicker }),
      expand: flag,
    },
    required: [],
    more: (block, at) => (block.text || block.fields ? [] : [`${at}: neither text nor fields`]),
  },
  context: {
    surfaces: EVERYWHERE,
    fields: {
      elements: list(
        1,
        10,
        kinds({
          plain_text: words(3000),
          mrkdwn: words(3000),
          image: object({ type: anything, ...picture }, ['alt_text']),
        }),
      ),
    },
    required: ['elements'],
  },
  actions: {
    surfaces: EVERYWHERE,
    fields: {
      elements: list(1, 25, kinds({ button, static_select: select, radio_buttons: radios, datepicker })),
    },
    required: ['elements'],
    more: ({ elements }, at) => {
      const ids = Array.isArray(elements)
        ? elements.map((each) => (isObject(each) ? each.action_id : ''))
        : []
      return new Set(ids).size < ids.length ? [`${at}: an action_id twice`] : []
    },
  },
  rich_text: {
    surfaces: EVERYWHERE,
    fields: { elements: list(1, 200, richElement) },
    required: ['elements'],
  },
  image: {
    surfaces: EVERYWHERE,
    fields: { ...picture, title: plain(1, 2000) },
    required: ['alt_text'],
    more: (block, at) =>
      Boolean(block.image_url) === Boolean(block.slack_file) ? [`${at}: an image_url or a slack_file`] : [],
  },
  table: {
    surfaces: ['message'],
    fields: {
      rows: list(1, 100, list(1, 20, tableCell)),
      column_settings: list(0, 20, object({ align: oneOf('left', 'center', 'right'), is_wrapped: flag }, [])),
    },
    required: ['rows'],
    more: ({ rows }, at) => {
      const lengths = Array.isArray(rows) ? rows.map((row) => (Array.isArray(row) ? row.length : 0)) : []
      return new Set(lengths).size > 1 ? [`${at}/rows: of different lengths`] : []
    },
  },
  input: {
    surfaces: ['modal', 'home'],
    fields: {
      label: plain(1, 2000),
      hint: plain(1, 2000),
      optional: flag,
      dispatch_action: flag,
      element: inputElement,
    },
    required: ['label', 'element'],
  },
}

function fields(
  value: Json,
  shape: Readonly<Record<string, Check>>,
  required: readonly string[],
  at: string,
): readonly string[] {
  return [
    ...required.filter((name) => value[name] === undefined).map((name) => `${at}/${name}: missing`),
    ...Object.entries(value).flatMap(([name, given]) =>
      shape[name] ? shape[name](given, `${at}/${name}`) : [`${at}/${name}: unknown field`],
    ),
  ]
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function codePoints(value: string): number {
  return [...value].length
}
