import { TEAM } from './workspace.ts'

/** Slack's payloads with the documented fields. Ids count up, so that each payload is a new one. */

let count = 0

function next(prefix: string): string {
  count += 1
  return `${prefix}${String(count).padStart(6, '0')}`
}

export function nextTrigger(): string {
  return next('1466.8021.')
}

const APP = { token: 'deprecated', api_app_id: 'A0WSOA' }
const TEAM_OBJECT = { id: TEAM, domain: 'council' }

interface Person {
  readonly user: string
  readonly team?: string
}

export function slashCommand({
  user,
  team = TEAM,
  text,
  channel = 'C0BOARD',
  trigger = nextTrigger(),
  responseUrl,
}: Person & {
  text: string
  channel?: string
  trigger?: string
  responseUrl: string
}): Readonly<Record<string, string>> {
  return {
    ...APP,
    team_id: team,
    team_domain: 'council',
    channel_id: channel,
    channel_name: channel.startsWith('D') ? 'directmessage' : 'improvement-board',
    user_id: user,
    user_name: user.toLowerCase(),
    command: '/wsoa',
    text,
    is_enterprise_install: 'false',
    response_url: responseUrl,
    trigger_id: trigger,
  }
}

export function eventCallback(
  event: Readonly<Record<string, unknown>>,
  { team = TEAM, id = next('Ev0') }: { team?: string; id?: string } = {},
): Readonly<Record<string, unknown>> {
  return {
    ...APP,
    team_id: team,
    event,
    type: 'event_callback',
    event_id: id,
    event_time: 1_606_208_400,
    authorizations: [
      { enterprise_id: null, team_id: team, user_id: 'U0BOT', is_bot: true, is_enterprise_install: false },
    ],
    is_ext_shared_channel: false,
    event_context: '4-eyJldCI6Im1lc3NhZ2UifQ',
  }
}

export function mention({
  user,
  text,
  channel = 'C0BOARD',
  thread,
  ...rest
}: {
  user: string
  text: string
  channel?: string
  thread?: string
  [name: string]: unknown
}): Readonly<Record<string, unknown>> {
  return {
    type: 'app_mention',
    user,
    text: `<@U0BOT> ${text}`,
    ts: next('1606208400.'),
    channel,
    event_ts: next('1606208400.'),
    ...(thread === undefined ? {} : { thread_ts: thread, parent_user_id: 'U0BOT' }),
    ...rest,
  }
}

export function directMessage({
  user,
  text,
  ...rest
}: {
  user: string
  text: string
  [name: string]: unknown
}): Readonly<Record<string, unknown>> {
  return {
    type: 'message',
    channel: `D${user.slice(1)}`,
    channel_type: 'im',
    user,
    text,
    ts: next('1606208400.'),
    event_ts: next('1606208400.'),
    ...rest,
  }
}

export function homeOpened({ user, tab = 'home' }: { user: string; tab?: string }) {
  return { type: 'app_home_opened', user, channel: `D${user.slice(1)}`, event_ts: next('1606208400.'), tab }
}

export function buttonPress({
  user,
  team = TEAM,
  value,
  container,
  message,
  responseUrl,
  trigger = nextTrigger(),
}: Person & {
  value: string
  container: Readonly<Record<string, unknown>>
  message?: Readonly<Record<string, unknown>>
  responseUrl?: string
  trigger?: string
}): Readonly<Record<string, unknown>> {
  const { channel_id: channel } = container
  return {
    ...APP,
    type: 'block_actions',
    user: { id: user, username: user.toLowerCase(), name: user.toLowerCase(), team_id: team },
    container,
    trigger_id: trigger,
    team: TEAM_OBJECT,
    enterprise: null,
    is_enterprise_install: false,
    ...(channel === undefined ? {} : { channel: { id: channel, name: 'improvement-board' } }),
    ...(message === undefined ? {} : { message }),
    state: { values: {} },
    ...(responseUrl === undefined ? {} : { response_url: responseUrl }),
    actions: [
      {
        action_id: 'wsoa:1',
        block_id: 'b0',
        text: { type: 'plain_text', text: 'Press', emoji: false },
        value,
        type: 'button',
        action_ts: '1606208400.000100',
      },
    ],
  }
}

export function messageShortcut({
  user,
  text,
  channel = 'C0BOARD',
  responseUrl,
}: {
  user: string
  text: string
  channel?: string
  responseUrl: string
}): Readonly<Record<string, unknown>> {
  return {
    ...APP,
    type: 'message_action',
    callback_id: 'record_as_update',
    trigger_id: nextTrigger(),
    action_ts: '1606208400.000200',
    team: TEAM_OBJECT,
    enterprise: null,
    is_enterprise_install: false,
    user: { id: user, name: user.toLowerCase(), team_id: TEAM },
    channel: { id: channel, name: 'improvement-board' },
    message_ts: '1606208400.000300',
    message: { type: 'message', user: 'U0CHAIR', text, ts: '1606208400.000300', team: TEAM },
    response_url: responseUrl,
  }
}

export function viewSubmission({
  user,
  team = TEAM,
  view,
  values,
}: Person & {
  view: { readonly id: string; readonly view: Readonly<Record<string, unknown>> }
  values: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}): Readonly<Record<string, unknown>> {
  return {
    ...APP,
    type: 'view_submission',
    team: TEAM_OBJECT,
    user: { id: user, username: user.toLowerCase(), name: user.toLowerCase(), team_id: team },
    trigger_id: nextTrigger(),
    view: {
      ...view.view,
      id: view.id,
      team_id: TEAM,
      hash: '1606208400.abc',
      bot_id: 'B0WSOA',
      state: { values },
    },
    response_urls: [],
    is_enterprise_install: false,
    enterprise: null,
  }
}
