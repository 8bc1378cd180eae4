# Draws what `bench scale` measured: gnuplot -c scale.gp FIGURES.dat PICTURE.svg
# Columns: lanes, sessions, p50, p99, per s, CPU us, CPUs, idle KiB, busy KiB, …
set terminal svg size 960,680 font "sans-serif,12" background "#ffffff"
set output ARG2
figures = ARG1
set style data linespoints
set style line 1 lc rgb "#1f5fa8" lw 2 pt 7 ps 0.6
set style line 2 lc rgb "#c4541a" lw 2 pt 5 ps 0.6
set border 3
set tics nomirror
set grid lc rgb "#dddddd"
set key top left
set yrange [0:*]
set offsets graph 0, graph 0, graph 0.3, graph 0  # room for the keys
set multiplot layout 2,2

set logscale x
set xtics (1, 10, 100, 500)
set xlabel "sessions on one lane"
set xrange [0.8:*]
set title "Round trip on one session, the others idle, µs"
plot figures index 0 using 2:4 ls 2 title "p99", "" index 0 using 2:3 ls 1 title "p50"
set title "Memory, MiB"
plot figures index 0 using 2:($9/1024) ls 2 title "busy", "" index 0 using 2:($8/1024) ls 1 title "idle"
set title "64 in flight over all sessions"
set ylabel "cancels a second"
set y2label "processor time of a cancel, µs"
set border 11
set y2tics
set y2range [0:*]
set key bottom left
plot figures index 0 using 2:5 ls 1 title "cancels a second", "" index 0 using 2:6 axes x1y2 ls 2 title "µs (right)"

unset logscale x
set xtics (1, 10, 100, 500)
set xlabel "lanes"
set xrange [0.8:*]
set xtics auto
set xtics 1
plot figures index 1 using 1:5 ls 1 title "cancels a second", "" index 1 using 1:6 axes x1y2 ls 2 title "µs (right)"
unset multiplot
