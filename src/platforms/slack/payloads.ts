import { z } from 'zod'

// The parts of Slack's payloads that we use. Ids are claims until the team and the person have been checked.

const id = z.string().min(1).max(255)

export const slashCommand = z.object({
  team_id: id,
  user_id: id,
  channel_id: id,
  channel_name: z.string().optional(),
  trigger_id: id,
  text: z.string().default(''),
})

const author = z.object({
  user: id.optional(),
  /** The author's workspace, in channels shared with another workspace. */
  user_team: id.optional(),
  source_team: id.optional(),
  team: id.optional(),
  bot_id: z.string().optional(),
  subtype: z.string().optional(),
})

export const messageEvent = author.extend({
  type: z.enum(['app_mention', 'message']),
  channel: id,
  channel_type: z.string().optional(),
  text: z.string().default(''),
  ts: id,
  thread_ts: id.optional(),
  edited: z.unknown().optional(),
  /** Fields of files that we may not see are missing. */
  files: z
    .array(
      z.object({
        name: z.string().nullish(),
        size: z.number().optional(),
        permalink: z.string().optional(),
        url_private: z.string().optional(),
        url_private_download: z.string().optional(),
      }),
    )
    .max(50)
    .optional(),
})

/** Slack sends this whenever it shows a message anew, also when only a link in it was unfurled. */
export const messageChanged = z.object({
  type: z.literal('message'),
  subtype: z.literal('message_changed'),
  channel: id,
  channel_type: z.string().optional(),
  message: messageEvent.omit({ type: true, channel: true }),
  previous_message: z.object({ text: z.string().default('') }).optional(),
})

export const homeOpened = z.object({
  type: z.literal('app_home_opened'),
  user: id,
  channel: id.optional(),
  tab: z.string(),
  view: z.object({ hash: z.string() }).optional(),
})

/** Somebody came to a channel, perhaps the bot itself. */
export const memberJoined = z.object({
  type: z.literal('member_joined_channel'),
  user: id,
  channel: id,
  inviter: id.optional(),
})

export const eventCallback = z.object({ event_id: id, event: z.object({ type: z.string() }) })

const user = z.object({ id, team_id: id.nullish() })

export const buttonPress = z.object({
  user,
  trigger_id: id,
  container: z.object({
    type: z.string(),
    channel_id: id.optional(),
    message_ts: id.optional(),
    thread_ts: id.optional(),
    is_ephemeral: z.boolean().optional(),
  }),
  /** Missing for a message that only one person sees. */
  message: z
    .object({ thread_ts: id.optional(), blocks: z.array(z.object({ type: z.string() })).optional() })
    .optional(),
  actions: z.array(z.object({ value: z.string().optional() })).min(1),
})

export const messageShortcut = z.object({
  user,
  trigger_id: id,
  channel: z.object({ id }),
  message: z.object({ text: z.string().default(''), ts: id, thread_ts: id.optional() }),
})

const stateValue = z.object({
  value: z.string().nullish(),
  selected_option: z.object({ value: z.string() }).nullish(),
  selected_date: z.string().nullish(),
})

export const viewSubmission = z.object({
  user,
  view: z.object({
    id,
    private_metadata: z.string(),
    state: z.object({ values: z.record(z.string(), z.record(z.string(), stateValue)) }),
  }),
})

/** The value of one of our buttons. */
export const buttonValue = z.object({
  line: z.string().min(1),
  nonce: z.string().optional(),
  seen: z.string().optional(),
})
