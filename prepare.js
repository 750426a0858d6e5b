import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'

/**
 * Builds the program after `npm ci`. What is deployed was built before, and `npm ci --omit=dev` installs nothing to build
 * with there. Then `npx wsoa` is made to find the program.
 */
const PROGRAM = 'dist/src/main.js'

if (canBuild()) execFileSync(process.execPath, ['build.js'], { stdio: 'inherit' })
if (existsSync(PROGRAM)) makeCommand()
else {
  process.stderr.write(
    'wsoa is not built here: run npm ci and npm run build where it is built, and bring dist/ along with package.json and package-lock.json.\n',
  )
  process.exitCode = 1
}

function canBuild() {
  try {
    import.meta.resolve('rolldown')
    return existsSync('build.js')
  } catch {
    return false
  }
}

/** With `bin` in package.json npx would install a copy of the package first, whose scripts .npmrc forbids. */
function makeCommand() {
  mkdirSync('node_modules/.bin', { recursive: true })
  if (process.platform === 'win32') {
    writeFileSync('node_modules/.bin/wsoa.cmd', '@node "%~dp0\\..\\..\\dist\\src\\main.js" %*\r\n')
    return
  }
  chmodSync(PROGRAM, 0o755)
  rmSync('node_modules/.bin/wsoa', { force: true })
  symlinkSync(`../../${PROGRAM}`, 'node_modules/.bin/wsoa')
}
