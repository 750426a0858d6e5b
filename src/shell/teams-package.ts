import { readFile, writeFile } from 'node:fs/promises'
import { loadCommands } from '../discover.ts'
import { SetupError } from '../errors.ts'
import type { Settings } from '../settings.ts'
import { projectFile } from './project.ts'
import { EXIT, type Machine, settingsOf } from './session.ts'
import { colourIcon, outlineIcon } from './teams-package/icons.ts'
import { COLOUR_ICON, manifestOf, OUTLINE_ICON } from './teams-package/manifest.ts'

/** Writes the app package that a Teams admin uploads; the same settings and version give the same bytes. */
export async function teamsPackage(machine: Machine, { out }: { readonly out: string }): Promise<number> {
  const { botId, publicUrl } = registered(settingsOf(machine))
  const commands = await loadCommands()
  const manifest = manifestOf({ botId, publicUrl, version: await ownVersion(), commands })
  const bytes = await zipped({
    'manifest.json': Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`),
    [COLOUR_ICON]: await png(colourIcon()),
    [OUTLINE_ICON]: await png(outlineIcon()),
  })
  await write(out, bytes)
  machine.output.write(
    `${out} is written, for the bot ${botId} at ${publicUrl}.\nUpload it in the Teams admin centre: Teams apps, Manage apps, Upload new app.\n`,
  )
  return EXIT.done
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

async function ownVersion(): Promise<string> {
  const { version } = JSON.parse(await readFile(projectFile('package.json'), 'utf8')) as { version: string }
  return version
}

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
