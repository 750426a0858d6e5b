import { credentialOf, fileNameOf } from '../settings/secret-files.ts'
import { readSettings, SECRETS, SETTING_NAMES, type SettingName } from '../settings.ts'
import { EXIT, type Machine, settingsFile } from './session.ts'

/** A setting as it is in force. */
interface InForce {
  readonly name: SettingName
  /** Masked, if it is a secret; null if it is not set. */
  readonly value: string | null
  readonly from: 'environment' | '.env' | 'default' | 'a file of its own' | 'nowhere'
}

/** Shows what is in force, and whence it comes. */
export function config(machine: Machine, { json = false }: { json?: boolean }): number {
  const file = settingsFile()
  const { environment } = machine
  const settings = readSettings({ ...file, ...environment })
  const shown = SETTING_NAMES.map((name): InForce => {
    const value = settings[name]
    return {
      name,
      value: value === undefined ? null : masked(name, String(value)),
      from: value === undefined ? 'nowhere' : sourceOf(name, { environment, file }),
    }
  })
  machine.output.write(json ? `${JSON.stringify(shown)}\n` : `${shown.map(lineOf).join('\n')}\n`)
  return EXIT.done
}

function lineOf({ name, value, from }: InForce): string {
  return value === null ? `${name} is not set` : `${name}=${value}  (${from})`
}

type Names = Readonly<Record<string, string | undefined>>

/** The environment goes before .env, also where it sets nothing. */
function sourceOf(
  name: SettingName,
  { environment, file }: { environment: Names; file: Names },
): InForce['from'] {
  const isSetAs = (each: string) => (environment[each] ?? file[each] ?? '').trim() !== ''
  const isCredential = credentialOf({ ...file, ...environment }, name) !== undefined
  if (isSetAs(fileNameOf(name)) || (SECRET_NAMES.includes(name) && isCredential)) return 'a file of its own'
  const spelt = [name, name.toLowerCase()].find(isSetAs)
  if (spelt === undefined) return 'default'
  return environment[spelt] === undefined ? '.env' : 'environment'
}

const SECRET_NAMES: readonly SettingName[] = SECRETS
const MASK = '••••••••'
/** Addresses in which only a password is secret. */
const ADDRESSES: readonly SettingName[] = ['DATABASE_URL', 'HTTPS_PROXY', 'SMTP_URL']

function masked(name: SettingName, value: string): string {
  if (ADDRESSES.includes(name)) return value.replace(/\/\/[^/]*@/, `//${MASK}@`)
  return SECRET_NAMES.includes(name) ? MASK : value
}
