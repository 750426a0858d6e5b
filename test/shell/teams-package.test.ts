import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { Resvg } from '@resvg/resvg-js'
import { Ajv } from 'ajv'
import { unzipSync } from 'fflate'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { loadCommands } from '../../src/discover.ts'
import { colourIcon, outlineIcon } from '../../src/shell/teams-package/icons.ts'
import { versionAfter } from '../../src/shell/teams-package/version.ts'
import { createShellHere, type ShellHere } from '../support/shell.ts'

const TEAMS = {
  MicrosoftAppId: '8f3c2a10-1111-4222-8333-abcdefabcdef',
  MicrosoftAppPassword: 'canary',
  MicrosoftAppTenantId: '11111111-2222-4333-8444-555555555555',
  PUBLIC_URL: 'https://wsoa.example.org',
}
const require = createRequire(import.meta.url)
const SCHEMAS = join(require.resolve('@microsoft/app-manifest/package.json'), '../build/json-schemas/teams')

interface Manifest {
  readonly version: string
  readonly developer: Readonly<Record<string, string>>
  readonly manifestVersion: string
  readonly id: string
  readonly validDomains: readonly string[]
  readonly bots: readonly {
    readonly botId: string
    readonly commandLists: readonly {
      readonly scopes: readonly string[]
      readonly commands: readonly { readonly title: string; readonly description: string }[]
    }[]
  }[]
}

let shell: ShellHere
let zip: Buffer

beforeAll(async () => {
  shell = createShellHere()
  zip = await packed()
  shell.close()
})
beforeEach(() => {
  shell = createShellHere()
})
afterEach(() => shell.close())

async function packed(env: Record<string, string> = TEAMS, args: readonly string[] = []): Promise<Buffer> {
  const { exit, errors } = await shell.run(['teams-package', ...args], { env })
  expect({ exit, errors }).toEqual({ exit: 0, errors: '' })
  return readFileSync(join(shell.folder, 'wsoa-teams.zip'))
}

function manifestIn(file: Uint8Array): Manifest {
  return JSON.parse(Buffer.from(unzipSync(file)['manifest.json'] ?? []).toString()) as Manifest
}

/** Width and height, and the type of colour, from the head of a PNG. */
function pngHead(bytes: Uint8Array | undefined): readonly number[] {
  const png = Buffer.from(bytes ?? [])
  expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n')
  return [png.readUInt32BE(16), png.readUInt32BE(20)]
}

describe('the package', () => {
  test('holds a manifest that is valid against the newest schema, and both icons in their sizes', () => {
    const files = unzipSync(zip)
    expect(Object.keys(files)).toEqual(['manifest.json', 'color.png', 'outline.png'])
    expect(pngHead(files['color.png'])).toEqual([192, 192])
    expect(pngHead(files['outline.png'])).toEqual([32, 32])
    const manifest = manifestIn(zip)
    const versions = readdirSync(SCHEMAS).flatMap((name) => name.match(/^v1\.(\d+)$/)?.[1] ?? [])
    expect(manifest.manifestVersion).toBe(`1.${Math.max(...versions.map(Number))}`)
    const file = join(SCHEMAS, `v${manifest.manifestVersion}`, 'MicrosoftTeams.schema.json')
    const { $schema: _, ...schema } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema)
    validate(manifest)
    expect(validate.errors ?? []).toEqual([])
    expect(validate({ ...manifest, id: 'no id' })).toBe(false)
  })

  test('names the bot and the service of the settings, and no secret', () => {
    const manifest = manifestIn(zip)
    expect(manifest.bots.map(({ botId }) => botId)).toEqual([TEAMS.MicrosoftAppId])
    expect(manifest.validDomains).toEqual(['wsoa.example.org'])
    expect(JSON.stringify(manifest)).not.toContain('canary')
  })

  test('offers lines that are commands, a list for each place where one can talk', async () => {
    const { bots } = manifestIn(zip)
    const commands = await loadCommands()
    const lists = bots.flatMap(({ commandLists }) => commandLists)
    expect(lists.map(({ scopes }) => scopes)).toEqual([['personal'], ['team'], ['groupChat']])
    for (const { commands: offered } of lists) {
      expect(offered).toHaveLength(12)
      for (const { title, description } of offered) {
        const command = commands.get(title.replace(/ /g, '-'))
        expect([title, command?.summary, command?.hidden]).toEqual([title, description, undefined])
      }
    }
  })

  test('is the same to the byte for the same settings, wherever it is made', async () => {
    const again = await packed({ ...TEAMS, TZ: 'America/Los_Angeles' })
    expect(again.equals(zip)).toBe(true)
  })

  test('is another app for another registration', async () => {
    const first = manifestIn(zip)
    const second = manifestIn(
      await packed({ ...TEAMS, MicrosoftAppId: '9f3c2a10-1111-4222-8333-abcdefabcdef' }),
    )
    expect(second.id).not.toBe(first.id)
    expect(first.id).not.toBe(TEAMS.MicrosoftAppId)
  })

  test('is written where it is asked for', async () => {
    const { out } = await shell.run(['teams-package', '--out', 'other.zip'], { env: TEAMS })
    expect(out).toContain('other.zip is written')
    expect(shell.files()).toEqual(['other.zip'])
  })
})

describe('the version', () => {
  const MOVED = { ...TEAMS, PUBLIC_URL: 'https://plan.example.org/wsoa/' }
  const versionOf = async (env = TEAMS, args: readonly string[] = []) =>
    manifestIn(await packed(env, args)).version

  test('stays while the package holds the same, and rises with each that holds anything else', async () => {
    const first = await versionOf()
    expect(await versionOf()).toBe(first)
    const second = await versionOf(MOVED)
    const third = await versionOf()
    const [major, minor, patch] = first.split('.').map(Number)
    expect([second, third]).toEqual([
      `${major}.${minor}.${Number(patch) + 1}`,
      `${major}.${minor}.${Number(patch) + 2}`,
    ])
    expect(await versionOf()).toBe(third)
  })

  test('is what --version says, and goes on from there', async () => {
    expect(await versionOf(TEAMS, ['--version', '12.3.9'])).toBe('12.3.9')
    expect(await versionOf()).toBe('12.3.9')
    expect(await versionOf(MOVED)).toBe('12.3.10')
    expect(await versionOf(TEAMS, ['--version', '2.0.0'])).toBe('2.0.0')
  })

  test('begins anew for another bot, and over a file that is no package', async () => {
    const first = await versionOf()
    await versionOf(TEAMS, ['--version', '7.0.0'])
    expect(await versionOf({ ...TEAMS, MicrosoftAppId: '9f3c2a10-1111-4222-8333-abcdefabcdef' })).toBe(first)
    shell.write('wsoa-teams.zip', 'no package')
    expect(await versionOf()).toBe(first)
  })

  test.each(['1.2', 'v1.2.3', '1.2.3-beta', '01.2.3', '1.2.3.4', ''])('"%s" is none', async (version) => {
    const { exit, errors } = await shell.run(['teams-package', '--version', version], { env: TEAMS })
    expect({ exit, errors }).toEqual({
      exit: 2,
      errors: `wsoa: "${version}" is not a version: expected three numbers such as 1.2.0.\n`,
    })
    expect(shell.files()).toEqual([])
  })

  test.each([
    ['0.1.9', '0.1.0', '0.1.10'],
    ['0.1.9', '0.2.0', '0.2.0'],
    ['0.9.0', '0.10.0', '0.10.0'],
    ['1.0.0', '0.10.0', '1.0.1'],
    ['1.0.0', '1.0.1', '1.0.1'],
  ])('after %s it is, in a program of version %s, %s', (earlier, own, next) => {
    expect(versionAfter(earlier, own)).toBe(next)
  })
})

describe('the pages behind the links of the app', () => {
  test.each([
    ['https://wsoa.example.org', 'https://wsoa.example.org'],
    ['https://plan.example.org/wsoa/', 'https://plan.example.org/wsoa'],
  ])('are named by the package under %s', async (address, base) => {
    const { developer } = manifestIn(await packed({ ...TEAMS, PUBLIC_URL: address }))
    expect(developer).toMatchObject({ privacyUrl: `${base}/privacy`, termsOfUseUrl: `${base}/terms` })
  })
})

describe('what is missing is named in one line, and nothing is written', () => {
  test.each([
    ['no registration', {}, /^wsoa: MicrosoftAppId is missing: .*\n$/],
    [
      'an id that is none',
      { ...TEAMS, MicrosoftAppId: 'wsoa' },
      /^wsoa: MicrosoftAppId is not right: expected .*\n$/,
    ],
    ['no address', { ...TEAMS, PUBLIC_URL: '' }, /^wsoa: PUBLIC_URL is missing: .*\n$/],
  ])('%s', async (_, env, expected) => {
    const { exit, out, errors } = await shell.run(['teams-package'], { env })
    expect({ exit, out }).toEqual({ exit: 3, out: '' })
    expect(errors).toMatch(expected)
    expect(shell.files()).toEqual([])
  })

  test('a folder that is not there', async () => {
    const { exit, errors } = await shell.run(['teams-package', '--out', 'no/where.zip'], { env: TEAMS })
    expect(exit).toBe(3)
    expect(errors).toMatch(/^wsoa: no\/where\.zip cannot be written: .*\n$/)
  })
})

describe('the icons', () => {
  const pixels = (svg: string) => {
    const all = new Resvg(svg).render().pixels
    return Array.from({ length: all.length / 4 }, (_, index) => [...all.subarray(index * 4, index * 4 + 4)])
  }

  test('the outline is white on nothing', () => {
    const shown = pixels(outlineIcon())
    expect(shown.filter(([, , , alpha]) => alpha === 0).length).toBeGreaterThan(400)
    // Each colour is given as much as it is seen.
    const isWhite = ([red, green, blue, alpha]: readonly number[]) =>
      red === alpha && green === alpha && blue === alpha
    expect(shown.filter((pixel) => !isWhite(pixel))).toEqual([])
  })

  test('the other covers all of its square', () => {
    const shown = pixels(colourIcon())
    expect(shown).toHaveLength(192 * 192)
    expect(shown.filter(([, , , alpha]) => alpha !== 255)).toEqual([])
  })
})
