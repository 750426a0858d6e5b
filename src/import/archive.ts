import { crc32, inflateRawSync } from 'node:zlib'
import { LIMITS, megabytes } from './limits.ts'
import { NotRead } from './not-read.ts'

/** The members of a zip file by name. */
export type Archive = ReadonlyMap<string, Uint8Array>

interface Entry {
  readonly name: string
  readonly isEncrypted: boolean
  readonly method: number
  readonly crc: number
  readonly packed: number
  readonly unpacked: number
  readonly offset: number
}

/**
 * Unpacks a zip file and believes its directory in nothing: each member has to be as long as it says, with its checksum.
 * @throws NotRead if the file is cut, damaged, locked or too large unpacked
 */
export function unpack(bytes: Buffer, name: string): Archive {
  const program = bytes.includes('xl/') ? 'Excel' : 'Word'
  const damaged = (what: string) =>
    new NotRead(`${name} is damaged: ${what}. Send it again, or open it in ${program} and save a copy.`)
  const entries = directoryOf(bytes, damaged)
  if (entries.some((each) => each.isEncrypted)) throw new NotRead(locked(name))
  if (entries.length > LIMITS.members)
    throw new NotRead(
      `${name} has ${entries.length.toLocaleString('en-GB')} parts, the limit is ${LIMITS.members.toLocaleString('en-GB')}. Copy the plan’s table into a new file.`,
    )
  const total = entries.reduce((sum, each) => sum + each.unpacked, 0)
  if (total > LIMITS.unpackedBytes)
    throw new NotRead(
      `${name} is too large unpacked: ${megabytes(total)}, the limit is ${megabytes(LIMITS.unpackedBytes)}. Take out pictures and unused sheets, or copy the plan’s table into a new file.`,
    )
  const members = new Map<string, Uint8Array>()
  for (const entry of entries) {
    if (members.has(entry.name)) throw damaged(`${entry.name} is in it twice`)
    members.set(entry.name, contentOf(bytes, entry, damaged))
  }
  return members
}

export function locked(name: string): string {
  return `${name} is protected with a password. Open it, take the password off, save it, and send it again.`
}

type Damaged = (what: string) => NotRead

const END = 0x06054b50
const END_LENGTH = 22
const LONGEST_COMMENT = 0xffff
const ENTRY = 0x02014b50
const ENTRY_LENGTH = 46
const MEMBER = 0x04034b50
const MEMBER_LENGTH = 30
/** What a field says whose value stands in a zip64 record; no file within the limits needs one. */
const ELSEWHERE = 0xffffffff

function directoryOf(bytes: Buffer, damaged: Damaged): readonly Entry[] {
  const end = endOf(bytes)
  if (end === undefined) throw damaged('its end is missing')
  const entries: Entry[] = []
  let at = bytes.readUInt32LE(end + 16)
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (at + ENTRY_LENGTH > end || bytes.readUInt32LE(at) !== ENTRY)
      throw damaged('its list of parts is not where it should be')
    const length = bytes.readUInt16LE(at + 28)
    const entry = {
      name: bytes.toString('utf8', at + ENTRY_LENGTH, at + ENTRY_LENGTH + length),
      isEncrypted: (bytes.readUInt16LE(at + 8) & 1) === 1,
      method: bytes.readUInt16LE(at + 10),
      crc: bytes.readUInt32LE(at + 16),
      packed: bytes.readUInt32LE(at + 20),
      unpacked: bytes.readUInt32LE(at + 24),
      offset: bytes.readUInt32LE(at + 42),
    }
    if ([entry.packed, entry.unpacked, entry.offset].includes(ELSEWHERE))
      throw damaged(`${entry.name} does not say how large it is`)
    entries.push(entry)
    at += ENTRY_LENGTH + length + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
  return entries
}

function endOf(bytes: Buffer): number | undefined {
  const first = Math.max(0, bytes.length - END_LENGTH - LONGEST_COMMENT)
  for (let at = bytes.length - END_LENGTH; at >= first; at -= 1) if (bytes.readUInt32LE(at) === END) return at
  return undefined
}

function contentOf(bytes: Buffer, entry: Entry, damaged: Damaged): Uint8Array {
  const { name, offset, packed, unpacked, method } = entry
  if (offset + MEMBER_LENGTH > bytes.length || bytes.readUInt32LE(offset) !== MEMBER)
    throw damaged(`${name} is not where the file says`)
  const start = offset + MEMBER_LENGTH + bytes.readUInt16LE(offset + 26) + bytes.readUInt16LE(offset + 28)
  const body = bytes.subarray(start, start + packed)
  if (body.length < packed) throw damaged(`${name} is cut off`)
  const content = method === 0 ? body : inflated(body, entry, damaged)
  if (content.length > unpacked) throw damaged(`${name} is larger than it says`)
  if (content.length < unpacked) throw damaged(`${name} is smaller than it says`)
  if (crc32(content) !== entry.crc) throw damaged(`${name} does not match its checksum`)
  return content
}

const DEFLATED = 8

function inflated(body: Buffer, { name, method, unpacked }: Entry, damaged: Damaged): Buffer {
  if (method !== DEFLATED) throw damaged(`${name} is packed in a way that Office does not use`)
  try {
    // One byte more than it says shows that it says too little; the rest is never unpacked.
    return inflateRawSync(body, { maxOutputLength: unpacked + 1 })
  } catch (error) {
    const isLarger = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
    throw damaged(isLarger ? `${name} is larger than it says` : `${name} cannot be unpacked`)
  }
}
