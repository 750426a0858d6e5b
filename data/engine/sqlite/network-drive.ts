import { statfsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { IN_MEMORY } from './database-file.ts'

/** The numbers by which Linux tells file systems whose disk is another machine's: locks and flushes do not hold there. */
const NETWORK_DRIVES: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB'],
  [0x01021997, '9P'],
  [0x00c36400, 'Ceph'],
  [0x5346414f, 'AFS'],
  [0x6b414653, 'AFS'],
  [0x73757245, 'Coda'],
  [0x0bd00bd0, 'Lustre'],
  [0x19830326, 'BeeGFS'],
  [0x786f4256, 'a shared folder of VirtualBox'],
  [0xbacbacbc, 'a shared folder of VMware'],
])

/** The kind of network drive that the database is on; undefined for a disk of this machine, or where that cannot be told. */
export function networkDriveUnder(path: string): string | undefined {
  if (path === IN_MEMORY) return undefined
  const folder = dirname(resolve(path))
  if (process.platform === 'win32') return /^[\\/]{2}/.test(folder) ? 'a network drive' : undefined
  if (process.platform !== 'linux') return undefined
  return networkDriveOf(statfsSync(folder).type)
}

/** The number may come as a signed one. */
export function networkDriveOf(type: number): string | undefined {
  return NETWORK_DRIVES.get(type >>> 0)
}
