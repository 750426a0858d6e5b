import { readFile, writeFile } from 'node:fs/promises'
import { loadCommands } from '../discover.ts'
import { SetupError } from '../errors.ts'
import type { Settings } from '../settings.ts'
import { ownVersion } from './own-version.ts'
import { EXIT, type Machine, settingsOf } from './session.ts'
import { colourIcon, outlineIcon } from './teams-package/icons.ts'
import { appIdOf, COLOUR_ICON, manifestOf, OUTLINE_ICON } from './teams-package/manifest.ts'
import { checkedVersion, VERSION, versionAfter } from './teams-package/version.ts'

interface Asked {
  readonly out: string
  /** In the place of the version that follows from what the package holds. */
  readonly version?: string
}

/**
 * Writes the app package that a Teams admin uploads; the same settings and version give the same bytes. Over an earlier package
 * that holds something else the version rises.
 */
export async function teamsPackage(machine: Machine, { out, version: given }: Asked): Promise<number> {
  const app = { ...registered(settingsOf(machine)), commands: await loadCommands() }
  const asked = given === undefined ? undefined : checkedVersion(given)
  const { version, bytes } = asked === undefined ? await risen(app, out) : await packed(app, asked)
  await write(out, bytes)
  machine.output.write(
    `${out} is written: version ${version}, for the bot ${app.botId} at ${app.publicUrl}.\nUpload it in the Teams admin centre: Teams apps, Manage apps, Upload new app. Keep the file: the next one in its place has a higher version if it holds anything else.\n`,
  )
  return EXIT.done
}

type App = Omit<Parameters<typeof manifestOf>[0], 'version'>

interface Packed {
  readonly version: string
  readonly bytes: Uint8Array
}

/** The package in a version that follows from the earlier one of the same app in that place. */
async function risen(app: App, out: string): Promise<Packed> {
  const own = await ownVersion()
  const earlier = await earlierPackage(app, out)
  if (!earlier) return packed(app, own)
  const again = await packed(app, earlier.version)
  return earlier.bytes.equals(again.bytes) ? again : packed(app, versionAfter(earlier.version, own))
}

async function packed(app: App, version: string): Promise<Packed> {
  const bytes = await zipped({
    'manifest.json': Buffer.from(`${JSON.stringify(manifestOf({ ...app, version }), null, 2)}\n`),
    [COLOUR_ICON]: await png(colourIcon()),
    [OUTLINE_ICON]: await png(outlineIcon()),
  })
  return { version, bytes }
}

/** What stands in that place, if it is a package of this app. */
async function earlierPackage(
  { botId }: App,
  out: string,
): Promise<{ readonly version: string; readonly bytes: Buffer } | undefined> {
  try {
    const bytes = await readFile(out)
    const { unzipSync } = await import('fflate')
    const manifest = unzipSync(bytes)['manifest.json']
    const { id, version } = JSON.parse(Buffer.from(manifest ?? []).toString()) as Record<string, unknown>
    if (id !== appIdOf(botId) || typeof version !== 'string' || !VERSION.test(version)) return undefined
    return { version, bytes }
  } catch {
    // There is no file, or it is something else.
    return undefined
  }
}

function registered({ MicrosoftAppId: botId, PUBLIC_URL: publicUrl }: Settings): {
  readonly botId: string
  readonly publicUrl: string
} {
  if (botId === undefined) {
    throw new SetupError(
      'MicrosoftAppId is missing: the package names the bot by it. Set it to the application (client) ID of the Azure Bot registration.',
    )
  }
  if (!GUID.test(botId)) {
    throw new SetupError(
      `MicrosoftAppId is not right: expected the application (client) ID of the Azure Bot registration, such as 00000000-0000-0000-0000-000000000000.`,
    )
  }
  if (publicUrl === undefined) {
    throw new SetupError(
      'PUBLIC_URL is missing: the package says where the service is. Set it to the address under which Teams reaches it, such as https://wsoa.example.org.',
    )
  }
  return { botId, publicUrl }
}

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Loaded on demand. */
async function png(svg: string): Promise<Uint8Array> {
  const { Resvg } = await import('@resvg/resvg-js')
  return new Resvg(svg, { font: { loadSystemFonts: false } }).render().asPng()
}

async function zipped(files: Readonly<Record<string, Uint8Array>>): Promise<Uint8Array> {
  const { zipSync } = await import('fflate')
  // The earliest day that a zip can hold; fflate reads it in the machine's own time zone.
  return zipSync({ ...files }, { level: 9, mtime: new Date(1980, 0, 1) })
}

async function write(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeFile(path, bytes)
  } catch (error) {
    throw new SetupError(
      `${path} cannot be written: name a file in a folder that is there and that you may write to, with --out.`,
      { cause: error },
    )
  }
}
