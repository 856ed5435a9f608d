// The first and the last lines of the page: what it is about, where it was measured, and what is on it.
import { result } from '../data.js';
import { h } from '../dom.js';
import { grouped, millions } from '../format.js';
import { rows } from '../model.js';

export function header() {
  const { source, data, protocol } = result;
  const trials = `${rows.length} ${rows.length === 1 ? 'trial' : 'trials'}`;
  const threads = `${protocol.threads} ${protocol.threads === 1 ? 'thread' : 'threads'}`;
  return h('header', null,
    h('div', { class: 'top' }, h('span', null, h('b', null, 'Sartor'), ' fit report'),
      h('time', { datetime: result.startedUtc }, result.startedUtc.slice(0, 16).replace('T', ' ') + ' UTC')),
    h('h1', null, source.name),
    h('div', { class: 'facts' },
      h('span', null, `${source.format}, ${millions(source.parameters)} parameters, ${millions(source.macs)} MACs`),
      h('span', null, result.diagnostics.some(d => d.code === 'no-data') ? 'no data: compared on random values'
        : `${data.name}: ${grouped(data.split.calibrationSamples)} calibration samples, ${grouped(data.split.heldOutSamples)} held out`),
      h('span', null, `${trials}, ${threads}`),
      data.batchSize > 1 ? h('span', null, `${data.batchSize} samples in one inference`) : null));
}

/** The note that tells on what the numbers were measured; it stands in the banner and nowhere else. */
export const deviceNote = result.diagnostics.find(d => d.code.startsWith('measured-on-')) ?? null;

/** Where it was measured: numbers of another machine are other numbers. */
export function banner() {
  const { device } = result;
  const words = (device.address === 'host' ? 'This machine' : device.address) + `: ${device.cpu}, ${device.architecture}, ${device.os}`;
  return h('p', { class: 'banner', role: 'note' }, h('b', null, 'Measured on '), words, '. ',
    deviceNote ? 'Phones and boards have other processors, on which another variant may be the fastest; measure there with --device.'
      : 'The numbers are those of this device.');
}

export const footer = () => h('footer', null,
  `Made by Sartor ${result.sartorVersion} in ${result.elapsedSeconds.toFixed(0)} s. This file contains everything on this page. Beside it: `,
  h('a', { href: 'result.json' }, 'result.json'), ' and ', h('a', { href: 'samples.csv' }, 'samples.csv'), ' have all samples, ',
  h('a', { href: 'trials.csv' }, 'trials.csv'), ' has one row per trial.');
