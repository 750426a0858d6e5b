import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import {
  COMMAND,
  EVENTS,
  METHODS,
  OPTIONAL_SCOPES,
  PATH,
  SCOPES,
  SHORTCUT,
} from '../../src/platforms/slack/needs.ts'
import { projectFile } from '../../src/shell/project.ts'
import { manifestText } from '../../src/shell/slack-manifest.ts'

interface Manifest {
  readonly features: {
    readonly app_home: Readonly<Record<string, boolean>>
    readonly slash_commands: readonly {
      readonly command: string
      readonly url?: string
      readonly description: string
    }[]
    readonly shortcuts: readonly { readonly type: string; readonly callback_id: string }[]
  }
  readonly oauth_config: {
    readonly redirect_urls?: unknown
    readonly scopes: { readonly bot: readonly string[]; readonly user?: unknown }
  }
  readonly settings: {
    readonly event_subscriptions: { readonly request_url?: string; readonly bot_events: readonly string[] }
    readonly interactivity: { readonly is_enabled: boolean; readonly request_url?: string }
    readonly socket_mode_enabled: boolean
    readonly token_rotation_enabled: boolean
  }
}

const read = (text: string) => parse(text) as Manifest
const manifest = read(readFileSync(projectFile('manifest/slack.yaml'), 'utf8'))

const FOLDER = projectFile('src/platforms/slack')
const code = readdirSync(FOLDER)
  .filter((name) => name !== 'needs.ts')
  .map((name) => readFileSync(`${FOLDER}/${name}`, 'utf8'))
  .join('\n')

test('every method that the code calls is known with its scopes, and every one that is known is called', () => {
  const called = [
    ...[...code.matchAll(/\.(auth|chat|conversations|users|views|files)\s*\.(\w+)\(/g)].map(
      ([, family, name]) => `${family}.${name}`,
    ),
    ...[...code.matchAll(/'((?:auth|chat|conversations|users|views|files)\.\w+)'/g)].map(
      ([, name = '']) => name,
    ),
  ]
  expect([...new Set(called)].sort()).toEqual(Object.keys(METHODS).sort())
})

test('the scopes are those that are needed, and no more', () => {
  expect([...manifest.oauth_config.scopes.bot].sort()).toEqual(SCOPES)
  expect(manifest.oauth_config.scopes.user).toBeUndefined()
  expect(manifest.oauth_config.redirect_urls).toBeUndefined()
})

test('what may be granted beside is named for whoever makes the app', () => {
  const text = readFileSync(projectFile('manifest/slack.yaml'), 'utf8')
  for (const scope of OPTIONAL_SCOPES) expect(text).toContain(scope)
})

test('the events are those that are listened to, and no more', () => {
  expect([...manifest.settings.event_subscriptions.bot_events].sort()).toEqual(Object.keys(EVENTS).sort())
  const [, pattern = ''] = code.match(/app\.event\(\/\^\(([^)]+)\)\$\//) ?? []
  const kinds = Object.keys(EVENTS).map((name) => name.replace(/^message\..*/, 'message'))
  expect(pattern.split('|').sort()).toEqual([...new Set(kinds)].sort())
})

test('the command and the shortcut are those that are listened to, one listener of each kind', () => {
  expect(manifest.features.slash_commands.map(({ command }) => command)).toEqual([COMMAND])
  expect(manifest.features.shortcuts).toMatchObject([{ type: 'message', callback_id: SHORTCUT }])
  for (const kind of ['command', 'event', 'action', 'view', 'shortcut']) {
    expect(code.match(new RegExp(`\\bapp\\.${kind}\\(`, 'g'))).toHaveLength(1)
  }
  expect(manifest.settings.interactivity.is_enabled).toBe(true)
})

test('people can write to the bot and open its Home tab', () => {
  expect(manifest.features.app_home).toEqual({
    home_tab_enabled: true,
    messages_tab_enabled: true,
    messages_tab_read_only_enabled: false,
  })
})

test('the form for HTTP has the address of the service in all three places', () => {
  const made = read(manifestText({ mode: 'http', url: 'https://bot.council.example/' }))
  const address = `https://bot.council.example${PATH}`
  expect(made.features.slash_commands[0]?.url).toBe(address)
  expect(made.settings.event_subscriptions.request_url).toBe(address)
  expect(made.settings.interactivity.request_url).toBe(address)
  expect(made.settings.socket_mode_enabled).toBe(false)
})

test('the form for Socket Mode has no address, and else declares the same', () => {
  const made = read(manifestText({ mode: 'socket' }))
  expect(JSON.stringify(made)).not.toContain('https://')
  expect(made.settings.socket_mode_enabled).toBe(true)
  expect(made.oauth_config).toEqual(manifest.oauth_config)
  expect(made.settings.event_subscriptions.bot_events).toEqual(
    manifest.settings.event_subscriptions.bot_events,
  )
})

test('Slack accepts its lengths', () => {
  const { name, description } = (manifest as unknown as { display_information: Record<string, string> })
    .display_information
  expect(name?.length).toBeLessThanOrEqual(35)
  expect(description?.length).toBeLessThanOrEqual(140)
})

test('what is printed is one form, without word of the other', () => {
  expect(manifestText({ mode: 'socket' })).not.toContain('For HTTP')
  expect(manifestText({ mode: 'socket' })).not.toContain('wsoa.example.org')
})
