import type { PortPlan } from '../ports/port-plan.ts';
import type { Store } from '../state/layout.ts';

/**
 * ceph.conf of one site on one machine: one monitor, one OSD, one gateway, all on loopback, no cephx, no block device.
 * @param directory absolute path of the folder that the three daemons keep their data in
 */
export function renderCephConfiguration(input: {
  directory: string;
  fsid: string;
  ports: PortPlan;
  store: Store;
}): string {
  const { directory, fsid, ports, store } = input;
  return `[global]
fsid = ${fsid}
mon host = ${monitorAddresses(ports)}
public addr = 127.0.0.1
cluster addr = 127.0.0.1
ms bind port min = ${String(ports.osdFirst)}
ms bind port max = ${String(ports.osdLast)}
ms type = async+posix
ms async op threads = 1
auth cluster required = none
auth service required = none
auth client required = none
auth supported = none
auth allow insecure global id reclaim = true
run dir = ${directory}/run
crash dir = ${directory}/run
admin socket =
pid file =
log file =
log to stderr = true
err to stderr = true
log to file = false
mon cluster log to file = false
mon cluster log to stderr = false
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pgp num = 4
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon max pg per osd = 2000
mon warn on pool no redundancy = false
mon warn on insecure global id reclaim allowed = false
# A developer's disk may be nearly full: what counts is that this small store still fits.
osd failsafe full ratio = .995
mon data avail crit = 1
mon data avail warn = 2
mon osd full ratio = .99
mon osd backfillfull ratio = .985
mon osd nearfull ratio = .98

[mon]
mon data = ${directory}/mon
mon osd min in ratio = 0
paxos propose interval = 0.1
paxos min wait = 0.01
rocksdb cache size = 16777216
mon memory autotune = false

[osd]
osd data = ${directory}/osd
osd objectstore = ${store}
osd class load list = *
osd class default list = *
osd op num shards = 1
osd op num threads per shard = 2
osd max pg log entries = 100
osd min pg log entries = 50
osd fast fail on connection refused = true
# The memory store writes itself to disk when it is taken down in order, which the fast way leaves out.
osd fast shutdown = ${String(store === 'bluestore')}
osd memory target = 939524096
# A gateway that was killed holds watches; the next one waits until they have run out.
osd client watch timeout = 10
bluestore block size = 8589934592
bluestore block db create = false
bluestore block wal create = false
bluestore cache autotune = false
bluestore cache size = 67108864
memstore device bytes = 4294967296

[client]
# A request that the OSD doesn't answer for a second asks the monitor where the OSD is (default 10 s, looked at every 5 s).
objecter timeout = 1
objecter tick interval = 0.5
client notify timeout = 2
client mount timeout = 20
rgw override bucket index max shards = 1
rgw rados pool pg num min = 4
rgw dynamic resharding = false
rgw gc obj min wait = 60
debug rgw = 1

[client.rgw]
rgw data = ${directory}/rgw
rgw frontends = beast endpoint=127.0.0.1:${String(ports.rgw)} tcp_nodelay=1
rgw thread pool size = 32
# The built-in default is "secure", which a cluster without cephx can't do: the gateway would wait for its configuration for ever.
ms mon client mode = crc
`;
}

export function monitorAddresses(ports: PortPlan): string {
  return `[v2:127.0.0.1:${String(ports.mon)},v1:127.0.0.1:${String(ports.monLegacy)}]`;
}
