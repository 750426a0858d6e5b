import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'

/**
 * Writes what is deployed: `node release.js [folder [program]]`, by default `release` with a new build. It holds a folder and a tarball of the same name with
 * the program, the packages that it needs, a list of them (CycloneDX) and their licences. Everything comes from node_modules,
 * so no registry is asked; the same tree gives the same bytes.
 */
const [, , out = 'release', program] = process.argv

/** Whoever tries TEAMS_SDK=agents installs the first; the others are types alone. */
const LEFT_OUT = /^(?:@microsoft\/agents-hosting|@types\/.+|undici-types)$/

const SHIPPED = [
  'data/plans',
  'manifest',
  'docs',
  'deploy',
  '.env.example',
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
  'SECURITY.md',
  'package.json',
  'prepare.js',
]

const own = JSON.parse(readFileSync('package.json', 'utf8'))
const name = `wsoa-${own.version}`
const folder = join(out, name)
rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })

if (program === undefined) execFileSync(process.execPath, ['build.js'], { stdio: 'inherit' })
cpSync(program ?? 'dist', join(folder, 'dist'), { recursive: true })
for (const each of SHIPPED) if (existsSync(each)) cpSync(each, join(folder, each), { recursive: true })

const packages = [...packagesNeeded().values()].sort((one, other) => (one.place < other.place ? -1 : 1))
for (const { place, path } of packages) {
  cpSync(path, join(folder, place), {
    recursive: true,
    filter: (file) => isNeeded(relative(path, file), file),
  })
}
writeFileSync(join(folder, 'sbom.cdx.json'), sbom())
writeFileSync(join(folder, 'THIRD-PARTY-LICENCES.txt'), licences())

makeReadable(folder)
const packed = pack()
process.stdout.write(
  `${folder}: ${packages.length} packages, ${megabytes(sizeOf(folder))} MB\n${packed}: ${megabytes(statSync(packed).size)} MB, SHA-256 ${sha256(packed)}\n`,
)

/** Every package that is reached from package.json, by its place below this folder. */
function packagesNeeded() {
  const found = new Map()
  const wanted = Object.keys({ ...own.dependencies, ...own.optionalDependencies }).map((each) => ({
    name: each,
    from: '.',
  }))
  for (let next = wanted.pop(); next; next = wanted.pop()) {
    const place = placeOf(next)
    // An optional one that is not for this machine is not there.
    if (LEFT_OUT.test(next.name) || place === undefined || found.has(place)) continue
    const described = JSON.parse(readFileSync(join(place, 'package.json'), 'utf8'))
    found.set(place, { place, path: realpathSync(place), described })
    const needed = { ...described.dependencies, ...described.optionalDependencies }
    for (const each of Object.keys(needed)) wanted.push({ name: each, from: place })
  }
  return found
}

/** Where Node finds a package that is asked for from a place. */
function placeOf({ name: wanted, from }) {
  for (let at = from; ; at = dirname(at)) {
    const place = join(at, 'node_modules', wanted)
    if (basename(at) !== 'node_modules' && existsSync(join(place, 'package.json'))) return place
    if (at === '.') return undefined
  }
}

/** Neither types, sources and their maps, nor what a package is compiled from and tested with. */
function isNeeded(path, file) {
  const parts = path.split(/[\\/]/)
  if (parts.includes('node_modules') || parts.includes('.bin')) return false
  if (lstatSync(file).isSymbolicLink()) return false
  if (/\.(?:map|d\.[cm]?ts|[cm]?ts|tsx|flow|tsbuildinfo|gyp|gypi|c|cc|cpp|h|hpp|o|a|d|mk)$/i.test(path))
    return false
  if (/(?:^|[\\/])(?:\.github|\.vscode|\.nyc_output|coverage|__tests__)(?:[\\/]|$)/.test(path)) return false
  if (/(?:^|[\\/])(?:CHANGELOG|HISTORY)\b[^\\/]*$/i.test(path)) return false
  return !isBuilding(path, file)
}

/** Of a package with a native part only that part is run. */
function isBuilding(path, file) {
  const parts = path.split(/[\\/]/)
  if (!file.includes('better-sqlite3')) return false
  if (['deps', 'src'].includes(parts[0])) return true
  return parts[0] === 'build' && parts.length > 2 && parts.slice(2).join('/') !== 'better_sqlite3.node'
}

/** What npm lists of what ships, without the time and number that each run would give it. */
function sbom() {
  const listed = JSON.parse(
    execFileSync(
      'npm',
      'sbom --package-lock-only --sbom-format cyclonedx --sbom-type application'.split(' '),
      { encoding: 'utf8', maxBuffer: 2 ** 26, shell: process.platform === 'win32' },
    ),
  )
  const ships = new Set(packages.map(({ described }) => `${described.name}@${described.version}`))
  const components = listed.components.filter((each) => ships.has(nameIn(each)))
  const references = new Set([
    ...components.map((each) => each['bom-ref']),
    listed.metadata.component['bom-ref'],
  ])
  const dependencies = listed.dependencies
    .filter(({ ref }) => references.has(ref))
    .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((each) => references.has(each)) }))
  const { serialNumber: _number, ...rest } = listed
  const { timestamp: _time, ...metadata } = listed.metadata
  const missing = [...ships].filter((each) => !components.some((component) => nameIn(component) === each))
  if (missing.length > 0) throw new Error(`npm sbom does not list ${missing.join(', ')}`)
  return `${JSON.stringify({ ...rest, metadata, components, dependencies }, null, 2)}\n`
}

function nameIn({ group, name: called, version }) {
  return `${group ? `${group}/` : ''}${called}@${version}`
}

/** The licence of each package, in a list and then in full, that of the font with its own. */
function licences() {
  const list = packages.map(
    ({ described }) => `${described.name} ${described.version}: ${licenceOf(described)}`,
  )
  const texts = packages.map(({ path, described }) => {
    const files = readdirSync(path).filter((file) => /^(?:licen[cs]e|copying|notice)/i.test(file))
    const full = files.map((file) => `--- ${file}\n${readFileSync(join(path, file), 'utf8').trim()}\n`)
    return `=== ${described.name} ${described.version}: ${licenceOf(described)}\n${full.join('\n') || 'The package holds no text of its licence.\n'}`
  })
  return `wsoa ${own.version} is licensed under the ${own.license} (LICENSE). It ships with these packages:\n\n${list.join('\n')}\n\n${texts.join('\n')}`
}

function licenceOf({ name: called, license, licenses }) {
  const known = license?.type ?? license ?? licenses?.map(({ type }) => type).join(' OR ')
  if (!known) throw new Error(`${called} does not say what its licence is`)
  return known
}

/** The same rights whoever made it, and whatever the mask was. */
function makeReadable(place) {
  if (lstatSync(place).isDirectory()) {
    chmodSync(place, 0o755)
    for (const each of readdirSync(place)) makeReadable(join(place, each))
    return
  }
  chmodSync(place, place.endsWith('dist/src/main.js') ? 0o755 : 0o644)
}

/** GNU tar makes the same bytes of the same files. */
function pack() {
  const tarball = join(out, `${name}.tar.gz`)
  const sorted = ['--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner', '--format=ustar']
  const tar = execFileSync('tar', [...sorted, '--create', '--directory', out, name], { maxBuffer: 2 ** 30 })
  writeFileSync(tarball, execFileSync('gzip', ['-9', '--no-name'], { input: tar, maxBuffer: 2 ** 30 }))
  return tarball
}

function sizeOf(place) {
  const about = lstatSync(place)
  if (!about.isDirectory()) return about.size
  return readdirSync(place).reduce((sum, each) => sum + sizeOf(join(place, each)), 0)
}

function megabytes(bytes) {
  return (bytes / 1_000_000).toFixed(1)
}

function sha256(file) {
  return createHash('sha256').update(readFileSync(file)).digest('hex')
}
