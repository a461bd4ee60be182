/* CVODE (SUNDIALS 6): BDF, dense Newton iteration with Jacobian matrices by hand; one function for all problems. */

#include <cvode/cvode.h>
#include <math.h>
#include <nvector/nvector_serial.h>
#include <string.h>
#include <sunlinsol/sunlinsol_dense.h>
#include <sunmatrix/sunmatrix_dense.h>

#define J(i, j) SM_ELEMENT_D(jac, i, j)
#define BEGIN double *x = N_VGetArrayPointer(y), *d = N_VGetArrayPointer(dy)
#define BEGIN_J double *x = N_VGetArrayPointer(y)
#define JAC(name) \
    static int name(double t, N_Vector y, N_Vector fy, SUNMatrix jac, void *p, N_Vector work1, N_Vector work2,              \
                    N_Vector work3)
#define LAW(name) static int name(double t, N_Vector y, N_Vector dy, void *p)

LAW(robertson) {
    BEGIN;
    double a = 0.04 * x[0], b = 1e4 * x[1] * x[2], c = 3e7 * x[1] * x[1];
    d[0] = b - a, d[1] = a - b - c, d[2] = c;
    return 0;
}
JAC(robertson_jac) {
    BEGIN_J;
    double b = 1e4 * x[2], c = 1e4 * x[1], e = 6e7 * x[1];
    J(0, 0) = -0.04, J(0, 1) = b, J(0, 2) = c;
    J(1, 0) = 0.04, J(1, 1) = -b - e, J(1, 2) = -c;
    J(2, 0) = 0, J(2, 1) = e, J(2, 2) = 0;
    return 0;
}

LAW(van_der_pol) {
    BEGIN;
    double epsilon = *(double *)p;
    d[0] = x[1], d[1] = ((1 - x[0] * x[0]) * x[1] - x[0]) / epsilon;
    return 0;
}
JAC(van_der_pol_jac) {
    BEGIN_J;
    double epsilon = *(double *)p;
    J(0, 0) = 0, J(0, 1) = 1;
    J(1, 0) = (-2 * x[0] * x[1] - 1) / epsilon, J(1, 1) = (1 - x[0] * x[0]) / epsilon;
    return 0;
}

LAW(orego) {
    BEGIN;
    d[0] = 77.27 * (x[1] - x[0] * x[1] + x[0] - 8.375e-6 * x[0] * x[0]);
    d[1] = (x[2] - x[1] - x[0] * x[1]) / 77.27;
    d[2] = 0.161 * (x[0] - x[2]);
    return 0;
}
JAC(orego_jac) {
    BEGIN_J;
    J(0, 0) = 77.27 * (1 - x[1] - 2 * 8.375e-6 * x[0]), J(0, 1) = 77.27 * (1 - x[0]), J(0, 2) = 0;
    J(1, 0) = -x[1] / 77.27, J(1, 1) = (-1 - x[0]) / 77.27, J(1, 2) = 1 / 77.27;
    J(2, 0) = 0.161, J(2, 1) = 0, J(2, 2) = -0.161;
    return 0;
}

LAW(hires) {
    BEGIN;
    double bound = 280 * x[5] * x[7], held = bound - 1.81 * x[6];
    d[0] = -1.71 * x[0] + 0.43 * x[1] + 8.32 * x[2] + 0.0007;
    d[1] = 1.71 * x[0] - 8.75 * x[1];
    d[2] = -10.03 * x[2] + 0.43 * x[3] + 0.035 * x[4];
    d[3] = 8.32 * x[1] + 1.71 * x[2] - 1.12 * x[3];
    d[4] = -1.745 * x[4] + 0.43 * (x[5] + x[6]);
    d[5] = -bound + 0.69 * x[3] + 1.71 * x[4] - 0.43 * x[5] + 0.69 * x[6];
    d[6] = held, d[7] = -held;
    return 0;
}
JAC(hires_jac) {
    BEGIN_J;
    double by6 = 280 * x[7], by8 = 280 * x[5];
    SUNMatZero(jac);
    J(0, 0) = -1.71, J(0, 1) = 0.43, J(0, 2) = 8.32;
    J(1, 0) = 1.71, J(1, 1) = -8.75;
    J(2, 2) = -10.03, J(2, 3) = 0.43, J(2, 4) = 0.035;
    J(3, 1) = 8.32, J(3, 2) = 1.71, J(3, 3) = -1.12;
    J(4, 4) = -1.745, J(4, 5) = 0.43, J(4, 6) = 0.43;
    J(5, 3) = 0.69, J(5, 4) = 1.71, J(5, 5) = -by6 - 0.43, J(5, 6) = 0.69, J(5, 7) = -by8;
    J(6, 5) = by6, J(6, 6) = -1.81, J(6, 7) = by8;
    J(7, 5) = -by6, J(7, 6) = 1.81, J(7, 7) = -by8;
    return 0;
}

static const double K[25] = {0.35, 26.6,   1.23e4, 8.6e-4, 8.2e-4, 1.5e4, 1.3e-4,  2.4e4,  1.65e4, 9e3,  0.022, 1.2e4, 1.88,
                             1.63e4, 4.8e6, 3.5e-4, 0.0175, 1e8,   4.44e11, 1.24e3, 2.1,    5.78, 0.0474, 1.78e3, 3.12};
/* what a reaction consumes (-1: no second) and by how much it changes what (-1: no more) */
static const int LEFT[25][2] = {{0, -1}, {1, 3},  {4, 1},  {6, -1}, {6, -1}, {6, 5},   {8, -1},  {8, 5},  {10, 1},
                                {10, 0}, {12, -1}, {9, 1}, {13, -1}, {0, 5}, {2, -1},  {3, -1},  {3, -1}, {15, -1},
                                {15, -1}, {16, 5}, {18, -1}, {18, -1}, {0, 3}, {18, 0}, {19, -1}};
static const int OF[25][5] = {{0, 1, 2, -1},      {1, 3, 0, -1},   {4, 1, 0, 5, -1}, {6, 4, 7, -1},  {6, 7, -1},
                              {6, 5, 4, 7, -1},   {8, 9, 4, 7, -1}, {8, 5, 10, -1},  {10, 1, 0, 9, 11}, {10, 0, 12, -1},
                              {12, 10, 0, -1},    {9, 1, 13, 0, -1}, {13, 6, 4, -1}, {0, 5, 14, -1}, {2, 3, -1},
                              {3, 15, -1},        {3, 2, -1},      {15, 5, -1},      {15, 2, -1},    {16, 5, 17, 4, -1},
                              {18, 1, -1},        {18, 0, 2, -1},  {0, 3, 18, -1},   {18, 0, 19, -1}, {19, 18, 0, -1}};
static const double BY[25][5] = {{-1, 1, 1},      {-1, -1, 1},    {-1, -1, 1, 1}, {-1, 2, 1},        {-1, 1},
                                 {-1, -1, 1, 1},  {-1, 1, 1, 1},  {-1, -1, 1},    {-1, -1, 1, 1, 1}, {-1, -1, 1},
                                 {-1, 1, 1},      {-1, -1, 1, 1}, {-1, 1, 1},     {-1, -1, 1},       {-1, 1},
                                 {-1, 1},         {-1, 1},        {-1, 2},        {-1, 1},           {-1, -1, 1, 1},
                                 {-1, 1},         {-1, 1, 1},     {-1, -1, 1},    {-1, -1, 1},       {-1, 1, 1}};

LAW(pollution) {
    BEGIN;
    double r1 = K[0] * x[0], r2 = K[1] * x[1] * x[3], r3 = K[2] * x[4] * x[1], r4 = K[3] * x[6], r5 = K[4] * x[6];
    double r6 = K[5] * x[6] * x[5], r7 = K[6] * x[8], r8 = K[7] * x[8] * x[5], r9 = K[8] * x[10] * x[1];
    double r10 = K[9] * x[10] * x[0], r11 = K[10] * x[12], r12 = K[11] * x[9] * x[1], r13 = K[12] * x[13];
    double r14 = K[13] * x[0] * x[5], r15 = K[14] * x[2], r16 = K[15] * x[3], r17 = K[16] * x[3];
    double r18 = K[17] * x[15], r19 = K[18] * x[15], r20 = K[19] * x[16] * x[5], r21 = K[20] * x[18];
    double r22 = K[21] * x[18], r23 = K[22] * x[0] * x[3], r24 = K[23] * x[18] * x[0], r25 = K[24] * x[19];
    d[0] = r2 + r3 + r9 + r11 + r12 + r22 + r25 - r1 - r10 - r14 - r23 - r24;
    d[1] = r1 + r21 - r2 - r3 - r9 - r12;
    d[2] = r1 + r17 + r19 + r22 - r15;
    d[3] = r15 - r2 - r16 - r17 - r23;
    d[4] = 2 * r4 + r6 + r7 + r13 + r20 - r3;
    d[5] = r3 + 2 * r18 - r6 - r8 - r14 - r20;
    d[6] = r13 - r4 - r5 - r6;
    d[7] = r4 + r5 + r6 + r7;
    d[8] = -r7 - r8;
    d[9] = r7 + r9 - r12;
    d[10] = r8 + r11 - r9 - r10;
    d[11] = r9;
    d[12] = r10 - r11;
    d[13] = r12 - r13;
    d[14] = r14;
    d[15] = r16 - r18 - r19;
    d[16] = -r20;
    d[17] = r20;
    d[18] = r23 + r25 - r21 - r22 - r24;
    d[19] = r24 - r25;
    return 0;
}
JAC(pollution_jac) {
    BEGIN_J;
    SUNMatZero(jac);
    for (int r = 0; r < 25; r++)
        for (int side = 0; side < 2 && LEFT[r][side] >= 0; side++) {
            int other = LEFT[r][1 - side];
            double rate = K[r] * (other >= 0 ? x[other] : 1);
            for (int k = 0; k < 5 && OF[r][k] >= 0; k++) J(OF[r][k], LEFT[r][side]) += BY[r][k] * rate;
        }
    return 0;
}

/* `x` is V, n, S and the integral of S^2; the parameter is V_S */
LAW(neuron) {
    BEGIN;
    double vs = *(double *)p, v = x[0], e = exp(-fabs(v + 49.5));
    double m = 1 / (1 + exp((-20 - v) / 12)), n = 1 / (1 + exp((-16 - v) / 5.6)), s = 1 / (1 + exp((vs - v) / 10));
    double conductance = 10 * x[1] + 0.12 * e / (1 + e * e) + 4 * x[2];
    d[0] = -(3.6 * m * (v - 25) + conductance * (v + 75)) / 0.02;
    d[1] = 0.93 * (n - x[1]) / 0.02, d[2] = (s - x[2]) / 35, d[3] = x[2] * x[2];
    return 0;
}
JAC(neuron_jac) {
    BEGIN_J;
    double vs = *(double *)p, v = x[0], e = exp(-fabs(v + 49.5)), q = 1 / (1 + e * e), gate = e * q;
    double m = 1 / (1 + exp((-20 - v) / 12)), n = 1 / (1 + exp((-16 - v) / 5.6)), s = 1 / (1 + exp((vs - v) / 10));
    double slope = gate * (1 - e * e) * q * (v + 49.5 > 0 ? -1 : 1);
    double conductance = 10 * x[1] + 0.12 * gate + 4 * x[2];
    SUNMatZero(jac);
    J(0, 0) = -(3.6 * (m * (1 - m) / 12 * (v - 25) + m) + conductance + 0.12 * slope * (v + 75)) / 0.02;
    J(0, 1) = -10 * (v + 75) / 0.02, J(0, 2) = -4 * (v + 75) / 0.02;
    J(1, 0) = 0.93 * n * (1 - n) / 5.6 / 0.02, J(1, 1) = -0.93 / 0.02;
    J(2, 0) = s * (1 - s) / 10 / 35, J(2, 2) = -1.0 / 35;
    J(3, 2) = 2 * x[2];
    return 0;
}

static const struct {
    const char *name;
    CVRhsFn law;
    CVLsJacFn jac;
    int n;
} PROBLEMS[] = {
    {"robertson", robertson, robertson_jac, 3},       {"van-der-pol", van_der_pol, van_der_pol_jac, 2},
    {"stiffest-van-der-pol", van_der_pol, van_der_pol_jac, 2}, {"orego", orego, orego_jac, 3},
    {"hires", hires, hires_jac, 8},                   {"pollution", pollution, pollution_jac, 20},
    {"neuron", neuron, neuron_jac, 4},
};

/* Runs a problem over `times` (its start first) and writes the state at each later one; 0, or CVODE's flag. */
int run(const char *name, const double *start, double parameter, const double *times, int count, double relative,
        double absolute, double *ends) {
    int problem = 0, flag = -99;
    while (strcmp(PROBLEMS[problem].name, name)) problem++;
    int n = PROBLEMS[problem].n;
    SUNContext context;
    SUNContext_Create(NULL, &context);
    N_Vector y = N_VNew_Serial(n, context);
    memcpy(N_VGetArrayPointer(y), start, n * sizeof(double));
    SUNMatrix matrix = SUNDenseMatrix(n, n, context);
    SUNLinearSolver solver = SUNLinSol_Dense(y, matrix, context);
    void *memory = CVodeCreate(CV_BDF, context);
    CVodeInit(memory, PROBLEMS[problem].law, times[0], y);
    CVodeSStolerances(memory, relative, absolute);
    CVodeSetLinearSolver(memory, solver, matrix);
    CVodeSetJacFn(memory, PROBLEMS[problem].jac);
    CVodeSetUserData(memory, &parameter);
    CVodeSetMaxNumSteps(memory, 100000000);
    for (int k = 1; k < count; k++) {
        double t;
        CVodeSetStopTime(memory, times[k]);
        flag = CVode(memory, times[k], y, &t, CV_NORMAL);
        if (flag < 0) break;
        memcpy(ends + (k - 1) * n, N_VGetArrayPointer(y), n * sizeof(double));
    }
    CVodeFree(&memory);
    SUNLinSolFree(solver);
    SUNMatDestroy(matrix);
    N_VDestroy(y);
    SUNContext_Free(&context);
    return flag < 0 ? flag : 0;
}

/* The same orbit many times. */
int repeat(const char *name, const double *start, double parameter, const double *times, double relative,
           double absolute, double *end, int repeats) {
    int flag = 0;
    for (int k = 0; k < repeats && !flag; k++)
        flag = run(name, start, parameter, times, 2, relative, absolute, end);
    return flag;
}
