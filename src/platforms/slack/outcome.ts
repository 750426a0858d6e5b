import { ErrorCode } from '@slack/web-api'
import type { NotSent } from '../../platform.ts'
import { neverConnected } from '../connection/never-connected.ts'

/** What a failed call says about the message. Only errors that Slack names are certain: anything else may have been posted. */
export function outcomeOf(error: unknown): NotSent {
  const { code, retryAfter } = fieldsOf(error)
  if (code === ErrorCode.RateLimitedError) return later(Number(retryAfter))
  // The SDK throws a plain error for a 429 without the header that says how long.
  if (error instanceof Error && /^Retry header did not contain/.test(error.message)) return later(null)
  if (code === ErrorCode.PlatformError) return meaningOfAnswer(fieldsOf(fieldsOf(error).data))
  if (code === ErrorCode.HTTPError && fieldsOf(error).statusCode === 413)
    return { state: 'refused', reason: TOO_BIG, isForItsForm: true }
  if (code === ErrorCode.RequestError && neverConnected(error)) return later(null)
  return { state: 'unknown' }
}

/** A step before the message itself failed, so the message was certainly not posted. */
export function beforePosting(meaning: NotSent): NotSent {
  return meaning.state === 'unknown' ? later(null) : meaning
}

function later(seconds: number | null): NotSent {
  return { state: 'later', seconds }
}

/** `error` is Slack's own code, or whatever came in its place, such as HTML or nothing. */
function meaningOfAnswer({ error, needed }: Fields): NotSent {
  const name = String(error)
  if (NOT_NOW.includes(name)) return later(null)
  if (name === 'missing_scope' && typeof needed === 'string') {
    return { state: 'refused', reason: `the app lacks the permission ${needed}: ${REINSTALL}` }
  }
  const reason = Object.hasOwn(REASONS, name) ? REASONS[name] : undefined
  if (reason === undefined) return { state: 'unknown' }
  return { state: 'refused', reason, ...(OF_FORM.includes(name) ? { isForItsForm: true } : {}) }
}

/** What Slack says of a message that it would take if it were built more plainly. */
const OF_FORM = [
  'invalid_blocks',
  'invalid_blocks_format',
  'invalid_arguments',
  'invalid_attachments',
  'block_mismatch',
  'no_text',
  'msg_too_long',
  'msg_blocks_too_long',
  'too_many_attachments',
]

type Fields = Readonly<Record<string, unknown>>

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {}
}

const NOT_NOW = ['ratelimited', 'rate_limited', 'team_added_to_org', 'external_channel_migrating']

const NO_CHANNEL = 'Slack knows no such channel, or wsoa is not in it: invite wsoa there'
const NO_TOKEN = 'Slack no longer accepts the bot token: install the app again and set SLACK_BOT_TOKEN'
const NO_PERSON = 'this account cannot be written to in Slack: it is unknown, deactivated or a bot'
const NOT_ALLOWED = 'Slack does not let wsoa post there: an administrator restricted who may'
const TOO_BIG = 'Slack finds the message too long'
const OUR_FAULT = 'Slack does not accept how the message is built: report this to whoever runs wsoa'
const REINSTALL = 'update it to the manifest and install it again'
const NO_SCOPE = `the app lacks a permission: ${REINSTALL}`

const NOT_IN_CHANNEL = 'wsoa is not in the channel: invite it there'
const ARCHIVED = 'the channel is archived'

const INACTIVE = 'the channel is no longer active'

/** Why a channel takes nothing, as long as nobody invites the bot or brings the channel back. */
export const OF_PLACE: readonly string[] = [NO_CHANNEL, NOT_IN_CHANNEL, ARCHIVED, INACTIVE]
/** Why a person cannot be told, as long as their account is not active. */
export const OF_PERSON: readonly string[] = [NO_PERSON]
/** Why Slack takes nothing at all, as long as nobody installs the app again. */
export const OF_TOKEN: readonly string[] = [NO_TOKEN]

/** Errors after which a message is certainly not there, in the coordinator's words. */
const REASONS: Readonly<Record<string, string>> = {
  channel_not_found: NO_CHANNEL,
  not_in_channel: NOT_IN_CHANNEL,
  is_archived: ARCHIVED,
  is_inactive: INACTIVE,
  messages_tab_disabled: 'the app’s Messages tab is switched off: switch it on in the app’s settings',
  user_not_found: NO_PERSON,
  users_not_found: NO_PERSON,
  user_not_visible: NO_PERSON,
  user_disabled: NO_PERSON,
  cannot_dm_bot: NO_PERSON,
  users_list_not_supplied: OUR_FAULT,
  restricted_action: NOT_ALLOWED,
  restricted_action_read_only_channel: NOT_ALLOWED,
  restricted_action_non_threadable_channel: NOT_ALLOWED,
  restricted_action_thread_only_channel: NOT_ALLOWED,
  restricted_action_thread_locked: 'the thread is locked',
  not_allowed: NOT_ALLOWED,
  access_denied: NOT_ALLOWED,
  no_permission: NOT_ALLOWED,
  cannot_reply_to_message: 'the message that it belongs under takes no replies',
  thread_not_found: 'the message that it belongs under is no longer there',
  message_not_found: 'the message is no longer there',
  cant_update_message: 'the message is not wsoa’s own',
  cant_delete_message: 'the message is not wsoa’s own',
  edit_window_closed: 'Slack lets the message be changed no more',
  update_failed: 'Slack did not change the message',
  invalid_auth: NO_TOKEN,
  not_authed: NO_TOKEN,
  account_inactive: NO_TOKEN,
  token_revoked: NO_TOKEN,
  token_expired: NO_TOKEN,
  no_auth: NO_TOKEN,
  app_missing: NO_TOKEN,
  org_login_required: 'the workspace is being moved to another organisation',
  ekm_access_denied: 'an administrator has suspended posting in the workspace',
  team_access_not_granted: 'the app is not installed in this workspace',
  two_factor_setup_required: NO_TOKEN,
  missing_scope: NO_SCOPE,
  not_allowed_token_type: NO_SCOPE,
  no_text: OUR_FAULT,
  msg_too_long: TOO_BIG,
  msg_blocks_too_long: TOO_BIG,
  message_limit_exceeded: 'the workspace has reached its limit of messages',
  block_mismatch: OUR_FAULT,
  invalid_attachments: OUR_FAULT,
  invalid_blocks: OUR_FAULT,
  invalid_blocks_format: OUR_FAULT,
  invalid_metadata_format: OUR_FAULT,
  invalid_metadata_schema: OUR_FAULT,
  metadata_must_be_sent_from_app: OUR_FAULT,
  metadata_too_large: OUR_FAULT,
  invalid_arguments: OUR_FAULT,
  invalid_arg_name: OUR_FAULT,
  invalid_array_arg: OUR_FAULT,
  invalid_charset: OUR_FAULT,
  invalid_form_data: OUR_FAULT,
  invalid_post_type: OUR_FAULT,
  missing_post_type: OUR_FAULT,
  deprecated_endpoint: OUR_FAULT,
  method_deprecated: OUR_FAULT,
  unknown_method: OUR_FAULT,
  too_many_attachments: OUR_FAULT,
  file_not_found: 'Slack no longer has the file',
  file_deleted: 'Slack no longer has the file',
  invalid_channel: NO_CHANNEL,
  posting_to_channel_denied: NOT_ALLOWED,
  file_uploads_disabled: 'uploading files is switched off in this workspace',
  file_uploads_except_images_disabled:
    'uploading files other than pictures is switched off in this workspace',
  storage_limit_reached: 'the workspace has no room for files left',
  malware_detected: 'Slack’s scanner stopped the file',
}
