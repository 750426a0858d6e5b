import { readFileSync } from 'node:fs'
import { type Document, parseDocument } from 'yaml'
import { httpsHost } from '../domain/address.ts'
import { SetupError } from '../errors.ts'
import { projectFile } from './project.ts'
import { EXIT, type Machine } from './session.ts'

const PATH = '/slack/events'

/** Prints the manifest for an admin to paste into Slack: for HTTP with the service's address, or for Socket Mode. */
export function slackManifest(
  { output }: Pick<Machine, 'output'>,
  { socket = false, url }: { socket?: boolean; url?: string },
): number {
  output.write(manifestText(socket ? { mode: 'socket' } : { mode: 'http', url }))
  return EXIT.done
}

type Form = { readonly mode: 'socket' } | { readonly mode: 'http'; readonly url?: string | undefined }

/** Both forms come from the same file. */
export function manifestText(form: Form): string {
  const manifest = parseDocument(readFileSync(projectFile('manifest/slack.yaml'), 'utf8'))
  manifest.commentBefore = null
  switch (form.mode) {
    case 'socket':
      for (const place of ADDRESSES) manifest.deleteIn(place)
      manifest.setIn(['settings', 'socket_mode_enabled'], true)
      break
    case 'http':
      if (form.url !== undefined) setAddresses(manifest, addressOf(form.url))
  }
  return manifest.toString({ lineWidth: 0 })
}

/** The keys of our addresses in the manifest. */
const ADDRESSES: readonly (readonly (string | number)[])[] = [
  ['features', 'slash_commands', 0, 'url'],
  ['settings', 'event_subscriptions', 'request_url'],
  ['settings', 'interactivity', 'request_url'],
]

function setAddresses(manifest: Document, address: string): void {
  for (const place of ADDRESSES) manifest.setIn(place, address)
}

function addressOf(url: string): string {
  if (httpsHost(url) === undefined) {
    throw new SetupError(
      '--url is not right: expected the public address of the service, such as https://wsoa.example.org.',
    )
  }
  const base = url.replace(/\/+$/, '')
  return base.endsWith(PATH) ? base : `${base}${PATH}`
}
