// The versions of FIX the gateway speaks, and what differs between them on the wire.
export const versions = {
  'FIX.4.2': { name: 'FIX.4.2', file: '42', beginString: 'FIX.4.2' },
  'FIX.4.4': { name: 'FIX.4.4', file: '44', beginString: 'FIX.4.4' },
  'FIX.5.0SP2': { name: 'FIX.5.0SP2', file: '50SP2', beginString: 'FIXT.1.1', logon: { DefaultApplVerID: '9' } }
}
