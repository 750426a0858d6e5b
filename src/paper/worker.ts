import { parentPort, workerData } from 'node:worker_threads'
import { type FileJob, generateFile } from './generate.ts'

const bytes = await generateFile(workerData as FileJob)
parentPort?.postMessage(bytes)
