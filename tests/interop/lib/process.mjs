// A program of ours as a child process. What it prints is kept by line and can be waited for.
import { spawn } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'

// Far beyond what anything here takes: a deadline that passes is a failure, never a measurement.
export const patienceMs = 60_000

// Resolves with what `find` returns once that is neither undefined, null nor false; asks again at each
// event of `emitter`. `what` tells what was waited for.
export function eventually (emitter, find, what) {
  return new Promise((resolve, reject) => {
    const finish = (settle, value) => {
      clearTimeout(timer)
      for (const name of ['change', 'end']) emitter.off(name, look)
      settle(value)
    }
    const look = () => {
      let found
      try {
        found = find()
      } catch (error) {
        return finish(reject, error)
      }
      if (found !== undefined && found !== null && found !== false) finish(resolve, found)
    }
    const timer = setTimeout(() => finish(reject, new Error(`waited ${patienceMs} ms for ${what()}`)), patienceMs)
    for (const name of ['change', 'end']) emitter.on(name, look)
    look()
  })
}

// Asks again and again until `condition`, which may take its time, is true.
export async function holds (condition, what) {
  const deadline = Date.now() + patienceMs
  while (!await condition()) {
    if (Date.now() > deadline) throw new Error(`waited ${patienceMs} ms for ${what}`)
    await pause(10)
  }
}

export class Process extends EventEmitter {
  lines = []
  exitCode = undefined

  constructor (command, args, options = {}) {
    super()
    this.setMaxListeners(100)
    this.name = [command.split('/').pop(), ...args].join(' ')
    this.child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
    for (const stream of [this.child.stdout, this.child.stderr]) {
      createInterface({ input: stream }).on('line', line => {
        this.lines.push(line)
        this.emit('change')
      })
    }
    this.child.on('error', error => this.lines.push(`cannot be started: ${error.message}`))
    this.child.on('close', (code, signal) => {
      this.exitCode = code ?? signal ?? -1
      this.emit('end')
    })
  }

  // The match of the first line from number `from` on that the pattern fits.
  line (pattern, from = 0) {
    const find = () => {
      for (const line of this.lines.slice(from)) {
        const match = line.match(pattern)
        if (match) return match
      }
      if (this.exitCode !== undefined) {
        throw new Error(`${this.name} ended with ${this.exitCode} before it said ${pattern}:\n${this.lines.join('\n')}`)
      }
    }
    return eventually(this, find, () => `${pattern} from ${this.name}:\n${this.lines.join('\n')}`)
  }

  // Every thread stands still when this returns. SIGSTOP alone is taken by one thread, which then stops the others:
  // on a busy machine one of them may answer in between.
  async halt () {
    this.child.kill('SIGSTOP')
    const tasks = `/proc/${this.child.pid}/task`
    const stopped = id => /^\d+ \(.*\) T /s.test(readFileSync(`${tasks}/${id}/stat`, 'utf8'))
    const deadline = Date.now() + patienceMs
    while (!readdirSync(tasks).every(stopped)) {
      if (Date.now() > deadline) throw new Error(`${this.name} does not stop`)
      await pause(1)
    }
  }

  resume () { this.child.kill('SIGCONT') }

  async stop () {
    if (this.exitCode === undefined) {
      this.resume()
      this.child.kill('SIGTERM')
      await eventually(this, () => this.exitCode !== undefined, () => `the end of ${this.name}`)
    }
    return this.exitCode
  }
}
