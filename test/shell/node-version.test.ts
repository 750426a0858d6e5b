import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, inject, test } from 'vitest'
import { problemOfNode } from '../../src/shell/node-version.ts'
import { projectFile } from '../../src/shell/project.ts'

const REFUSED = ['18.20.8', '20.19.5', '24.19.0', '24.20.0', '24.21.0', '26.0.0', '26.3.1']
const TAKEN = ['20.20.0', '22.14.0', '24.0.0', '24.18.9', '24.22.0', '24.22.3', '25.1.0', '26.4.0', '26.12.1']

describe('a version of Node that would end the service without a word', () => {
  /** The compiled program in a process that takes itself for another version of Node. */
  const runOn = (version: string) => {
    const pretended = `data:text/javascript,Object.defineProperty(process.versions,'node',{value:'${version}'})`
    const main = join(inject('compiled'), 'src/main.js')
    return spawnSync(process.execPath, ['--import', pretended, main, '--help'], { encoding: 'utf8' })
  }

  test('is refused with one sentence before anything is opened', () => {
    const { status, stdout, stderr } = runOn('24.20.0')
    expect({ status, stdout, stderr }).toEqual({
      status: 3,
      stdout: '',
      stderr:
        'wsoa: Node 24.20.0 can end wsoa at any moment without a word: use Node 24.22 or newer, 26.4 or newer, or 20.20.\n',
    })
    expect(runOn('24.22.3').status).toBe(0)
  })

  test.each(REFUSED)('%s is refused', (version) => {
    expect(problemOfNode(version)).toContain(`Node ${version}`)
  })

  test.each(TAKEN)('%s is taken', (version) => {
    expect(problemOfNode(version)).toBeUndefined()
  })

  test('is refused by npm as well', () => {
    const { engines } = JSON.parse(readFileSync(projectFile('package.json'), 'utf8')) as {
      engines: { node: string }
    }
    expect(engines.node).toBe('>=20.20 <24.19 || >=24.22 <26 || >=26.4')
  })
})
