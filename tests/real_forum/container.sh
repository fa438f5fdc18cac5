#!/bin/sh
# Makes the file system of a container, in a mount namespace of its own, and becomes the container's
# program in it. $1 user, $2 group, $3 the user's name, $4 the folder with `hosts`, $5 whether the root is
# `ro` or `rw`, $6 the working folder; then mounts of three words each (from, to, `ro` or `rw`) up to `--`;
# then the program.
set -eu

user=$1 group=$2 name=$3 names=$4 root=$5 folder=$6
shift 6
mount -t tmpfs -o mode=755 tmpfs /mnt
cd /mnt
mkdir usr proc dev etc run srv tmp var var/run names
for link in bin sbin lib lib32 lib64; do
  if [ -L "/$link" ]; then cp -P "/$link" "$link"; elif [ -d "/$link" ]; then mkdir "$link"; mount --rbind "/$link" "$link"; fi
done
mount --rbind /usr usr
mount -o remount,bind,ro,nosuid,nodev usr
mount --rbind /dev dev
mount -t tmpfs -o size=64m,mode=1777 tmpfs dev/shm
mount -t proc proc proc
mount --bind "$names" names
ln -s /names/hosts etc/hosts
echo 'hosts: files' > etc/nsswitch.conf
printf 'root:x:0:0::/:/bin/sh\n%s:x:%s:%s::/tmp:/bin/sh\n' "$name" "$user" "$group" > etc/passwd
printf 'root:x:0:\n%s:x:%s:\n' "$name" "$group" > etc/group
for shared in alternatives ssl; do mkdir "etc/$shared"; mount --bind "/etc/$shared" "etc/$shared"; done
cp /etc/ld.so.cache etc/
while [ "$1" != -- ]; do
  if [ -d "$1" ]; then mkdir -p ".$2"; else mkdir -p ".${2%/*}"; [ -e ".$2" ] || : > ".$2"; fi
  mount --bind "$1" ".$2"
  if [ "$3" = ro ]; then mount -o remount,bind,ro,nosuid,nodev ".$2"; fi
  shift 3
done
shift
if [ "$root" = ro ]; then mount -o remount,bind,ro /mnt; fi
exec unshare --user --map-user="$user" --map-group="$group" --root=/mnt --wd="$folder" -- "$@"
