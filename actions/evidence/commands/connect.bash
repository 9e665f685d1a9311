# Name and TCP by bash alone. Connecting UDP resolves the name and sends nothing.
N(){ e=$(T bash -c "exec 3<>/dev/udp/$1/$2" 2>&1);
case $?$e in
*"not known"*|*"No address"*|*"not resolve"*) echo n;;
124*|142*|*" name resol"*|*"Try again"*) echo d;;
127*|*"No such"*) echo x;;
*) e=$(T bash -c "exec 3<>/dev/tcp/$1/$2" 2>&1);
case $?$e in 0*) echo o;; 124*|142*|*"timed out"*) echo t;; *refused*) echo c;; *" reset"*) echo r;; *nreach*|*"No route"*) echo u;; *) echo f;; esac;;
esac; };
# Milliseconds by bash, since macOS has no clock for a shell that is fine enough.
M(){ TIMEFORMAT="#%R"; x=$({ time Q "$@" 2>/dev/null; } 2>&1); m=${x##*"#"}; m=$((10#${m/./})); x=${x%"#"*}; x=${x%[[:space:]]}; };
