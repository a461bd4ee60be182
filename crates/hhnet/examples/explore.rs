//! scratch
use hhnet::*;
fn main() {
    for (name, gk2, vs, s0) in [("mod-36",0.12,-36.0,0.185),("mod-36r",0.12,-36.0,0.189),("mod-34",0.12,-34.0,0.185),("ori-36",0.0,-36.0,0.185),("ori-34",0.0,-34.0,0.185),("ori-33",0.0,-33.0,0.185),("ori-31",0.0,-31.0,0.185),("mod-31",0.12,-31.0,0.185),("mod-30",0.12,-30.0,0.185),("mod-40",0.12,-40.0,0.185),("ori-40",0.0,-40.0,0.185)] {
        let p: Portrait<1> = portrait(&Neuron{vs,gk2}, &[-51.0,0.002,s0], (100.0,200.0)).unwrap();
        println!("{name} Q {:.7} {:?} low {} high {}", p.q[0], p.regime(0), p.trains[0].low, p.trains[0].high);
    }
    println!("{:?}", hopf_points(0.12,(-40.0,-30.0),200));
    println!("{:?}", hopf_points(0.0,(-40.0,-30.0),200));
    for (g,lo,hi) in [(0.12,-36.0,-34.0),(0.0,-35.0,-33.0)] { let t=std::time::Instant::now(); println!("V* {:?} {:?}", burst_to_spike(g,(lo,hi),1e-5,(300.0,600.0)), t.elapsed()); }
    for (name,p) in [("7a",Pair::originals(-36.0,0.001)),("7b",Pair::originals(-33.0,0.001)),("7c",Pair::originals(-31.0,0.001)),("8a",Pair::mixed(-34.4,0.001)),("8b",Pair::mixed(-33.3,0.001)),("8c",Pair::mixed(-30.5,0.01))] {
        let r: Portrait<2> = portrait(&p,&[-51.0,0.002,0.185,-50.0,0.002,0.187],(500.0,1000.0)).unwrap();
        println!("{name} {:?} {:?} {:?} low {} high {}", r.q, r.regime(0), r.regime(1), r.trains[0].low, r.trains[0].high);
    }
    println!("{:?}", pair_steady_state(&Pair::mixed(-36.0,0.001)));
}
